import Glibc

extension Zone {
    /// Where the system keeps its zones.
    static let directory = "/usr/share/zoneinfo"

    /// A zone by its name in tzdata (`Europe/Berlin`), by a path, or by a rule as in TZ (`CET-1CEST,M3.5.0,M10.5.0/3`).
    ///
    /// nil where there is none: an unknown name is never read as UTC. `UTC` needs no tzdata.
    public init?(named name: String) {
        if name == "UTC" || name == "GMT" || name == "Etc/UTC" || name == "Z" {
            self = .utc
            return
        }
        let path = name.hasPrefix("/") ? name : "\(Self.directory)/\(name)"
        let isPlain = !name.isEmpty && !name.hasSuffix("/") && !name.utf8.contains(0) && !name.contains("..")
        if isPlain, let file = Self.content(ofFile: path), let zone = Zone(name: name, tzif: file) {
            self = zone
        } else if let rule = ZoneRule(name) {
            self.init(name: name, rule: rule)
        } else {
            return nil
        }
    }

    /// The machine's zone: `$TZ`, else /etc/localtime, else UTC.
    ///
    /// - Parameter tz: the value of `TZ`; empty means UTC, as tzset(3) has it.
    public static func ofMachine(tz: String?) -> Zone {
        if let tz {
            let name = tz.hasPrefix(":") ? String(tz.dropFirst()) : tz
            return Zone(named: name) ?? .utc
        }
        return Zone(named: "/etc/localtime") ?? .utc
    }

    private static func content(ofFile path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The largest of tzdata has under 4 KiB; what is far beyond is no zone.
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress! + count, $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            if got <= 0 { return got == 0 ? Array(bytes[..<count]) : nil }
            count += got
        }
        return nil
    }

    /// Reads a file of tzdata, of version 1 to 4; see RFC 9636 (RFC 8536).
    init?(name: String, tzif file: [UInt8]) {
        guard let first = TZifHeader(file, at: 0) else { return nil }
        var header = first
        var start = TZifHeader.size
        var width = 4
        if first.version >= UInt8(ascii: "2") {
            // The second block repeats the first with times of 64 bits.
            let second = start + first.length(timeWidth: 4)
            guard let wide = TZifHeader(file, at: second) else { return nil }
            (header, start, width) = (wide, second + TZifHeader.size, 8)
        }
        let end = start + header.length(timeWidth: width)
        guard end <= file.count, header.types > 0 else { return nil }

        let indices = start + header.times * width
        let types = indices + header.times
        let names = types + header.types * 6
        let offsets = (0..<header.types).map {
            Int(Int32(truncatingIfNeeded: file.bigEndian(types + $0 * 6, 4)))
        }
        var abbreviations: [String: Int] = [:]
        for type in 0..<header.types {
            let begin = names + Int(file[types + type * 6 + 5])
            guard begin < names + header.characters else { return nil }
            let text = file[begin..<(names + header.characters)].prefix { $0 != 0 }
            abbreviations[String(decoding: text, as: UTF8.self)] = offsets[type]
        }
        var changes: [Change] = []
        changes.reserveCapacity(header.times)
        var current = offsets[0]
        for index in 0..<header.times {
            let at = file.bigEndian(start + index * width, width)
            let type = Int(file[indices + index])
            guard type < offsets.count else { return nil }
            changes.append(Change(at: at, from: current, to: offsets[type]))
            current = offsets[type]
        }
        var rule: ZoneRule?
        if width == 8, end < file.count, file[end] == 0x0A {
            let footer = file[(end + 1)...].prefix { $0 != 0x0A }
            rule = ZoneRule(String(decoding: footer, as: UTF8.self))
        }
        if let rule {
            abbreviations[rule.standard.abbreviation] = rule.standard.offset
            if let saving = rule.saving { abbreviations[saving.period.abbreviation] = saving.period.offset }
        }
        self.init(
            name: name, changes: changes, firstOffset: offsets[0], rule: rule, abbreviations: abbreviations)
    }
}

/// The six counts that a block of a TZif file begins with.
private struct TZifHeader {
    static let size = 44

    let version: UInt8
    let universalFlags: Int
    let standardFlags: Int
    let leapSeconds: Int
    let times: Int
    let types: Int
    let characters: Int

    init?(_ file: [UInt8], at start: Int) {
        guard start + Self.size <= file.count, file[start..<(start + 4)].elementsEqual("TZif".utf8) else {
            return nil
        }
        let counts = (0..<6).map { Int(UInt32(truncatingIfNeeded: file.bigEndian(start + 20 + $0 * 4, 4))) }
        guard counts.allSatisfy({ $0 < 1 << 18 }) else { return nil }
        version = file[start + 4]
        (universalFlags, standardFlags, leapSeconds) = (counts[0], counts[1], counts[2])
        (times, types, characters) = (counts[3], counts[4], counts[5])
    }

    func length(timeWidth: Int) -> Int {
        times * (timeWidth + 1) + types * 6 + characters + leapSeconds * (timeWidth + 4) + standardFlags
            + universalFlags
    }
}

extension [UInt8] {
    /// A signed number of `width` bytes; of 4 bytes with its sign extended.
    fileprivate func bigEndian(_ at: Int, _ width: Int) -> Int64 {
        var value: Int64 = width == 4 && self[at] >= 0x80 ? -1 : 0
        for byte in self[at..<(at + width)] { value = value << 8 | Int64(byte) }
        return value
    }
}
