import Glibc
import LoglyCommand
import LoglyShared

/// `logly-parse --format NAME [FILE…]`: reads files or stdin from the start, keeps no offsets, writes no batches.
struct HandRun {
    var format: FormatName
    /// `-` is stdin.
    var files: [String]
    var host: String
    var settings: FormatSettings
    /// The moment of `settings` was named: then files' times don't matter.
    var nowIsTold: Bool
    /// Tell which rule takes each line instead of writing events.
    var explains: Bool

    /// A pause in a pipe after which an event of several lines is taken as whole, in seconds.
    private static let quiet = 0.5

    func run(messages: Messages, to out: inout OutputBuffer) throws(ToolError) {
        for file in files {
            do {
                try read(file, messages.progress, to: &out)
            } catch  where error.status == .noInput {
                // The rest is done first.
                messages.error(error)
            }
        }
        try out.flush()
    }

    private func read(
        _ file: String, _ progress: Progress, to out: inout OutputBuffer
    ) throws(ToolError) {
        if file == "-" { return try read(STDIN_FILENO, name: "stdin", written: nil, progress, to: &out) }
        if let program = PackedInput.program(for: file) {
            let input = try PackedInput(path: file, program: program)
            var status = stat()
            let written = stat(file, &status) == 0 ? status.modified : nil
            try read(input.descriptor, name: file, written: written, progress, to: &out)
            return try input.finish()
        }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw ToolError(.noInput, cannot: "open \(file)", errno: errno) }
        defer { close(descriptor) }
        try read(descriptor, name: file, written: nil, progress, to: &out)
    }

    /// - Parameter written: when a packed file was last written to.
    private func read(
        _ descriptor: Int32, name: String, written: Timestamp?, _ progress: Progress,
        to out: inout OutputBuffer
    ) throws(ToolError) {
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        var settings = settings
        if !nowIsTold, let time = isFile ? status.modified : written { settings = settings.lastWritten(time) }
        var assembler = EventAssembler(
            format: format.makeFormat(settings), host: host, source: format.rawValue,
            fallbackTime: isFile ? Timestamp(wholeSeconds: status.modified.wholeSeconds) : settings.now,
            explained: explains ? name : nil)
        var input = InputWindow(descriptor: descriptor, name: name)
        let total = isFile ? Int(status.st_size) : nil
        while true {
            progress.show(reading: name, bytes: input.taken, of: total)
            if !isFile {
                // What is there goes out before the program waits for more.
                if input.wouldBlock(for: 0) { try out.flush() }
                if input.wouldBlock(for: Self.quiet) {
                    input.remove(assembler.read(input.bytes, at: .quiet, to: &out).consumed)
                    try out.flush()
                }
            }
            let isAtEnd = try !input.fill()
            input.remove(assembler.read(input.bytes, at: isAtEnd ? .end : .middle, to: &out).consumed)
            if isAtEnd { break }
            if isFile { try out.flush() }
        }
    }
}
