import Glibc

/// Asks network file systems for their usage without waiting for a server that is gone.
///
/// statvfs(3) on a hard NFS mount waits for ever. Each question is asked in a thread of its own, whose
/// answer comes through a pipe; one that does not come in time is left to itself, and asked for again,
/// not anew, with the next sample. A thread that still waits does not keep the program from ending.
struct PatientStatvfs: ~Copyable {
    /// Questions that are not answered yet, each with the pipe that its answer comes through.
    private var waiting: [(path: [CChar], pipe: Int32)] = []

    deinit { for question in waiting { close(question.pipe) } }

    /// Puts the question, unless an earlier one still waits.
    mutating func ask(_ path: [CChar]) {
        if waiting.contains(where: { $0.path == path }) { return }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        let question = UnsafeMutablePointer<Question>.allocate(capacity: 1)
        question.initialize(to: Question(path: path, answer: ends[1]))
        var thread = pthread_t()
        let failed = pthread_create(&thread, nil, answerQuestion, question)
        if failed == 0 {
            pthread_detach(thread)
            waiting.append((path, ends[0]))
        } else {
            question.deinitialize(count: 1)
            question.deallocate()
            close(ends[0])
            close(ends[1])
        }
    }

    /// The answer, if it comes before `deadline` (CLOCK_MONOTONIC, in ms).
    mutating func answer(_ path: [CChar], deadline: Int64) -> Answer {
        guard let pipe = waiting.first(where: { $0.path == path })?.pipe else { return .failed }
        var ready = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        let left = Int32(clamping: max(0, deadline - Self.now()))
        var result = poll(&ready, 1, left)
        while result < 0, errno == EINTR {
            result = poll(&ready, 1, Int32(clamping: max(0, deadline - Self.now())))
        }
        if result == 0 { return .late }
        var usage = statvfs()
        let size = MemoryLayout<statvfs>.size
        let got = withUnsafeMutableBytes(of: &usage) { Glibc.read(pipe, $0.baseAddress, size) }
        close(pipe)
        waiting.removeAll { $0.path == path }
        return got == size ? .usage(usage) : .failed
    }

    enum Answer {
        case usage(statvfs)
        case failed
        case late
    }

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

private struct Question {
    var path: [CChar]
    var answer: Int32
}

/// The thread: writes the answer, if there is one, in a single write that a pipe keeps together, and closes.
private func answerQuestion(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let pointer = argument.assumingMemoryBound(to: Question.self)
    let question = pointer.move()
    pointer.deallocate()
    if var usage = FilesystemUsage.ask(question.path) {
        _ = withUnsafeBytes(of: &usage) { write(question.answer, $0.baseAddress, $0.count) }
    }
    close(question.answer)
    return nil
}
