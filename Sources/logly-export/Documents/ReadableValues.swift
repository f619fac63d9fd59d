import LoglyShared

/// Values as people read them: sizes in KiB, times after the configuration, one decimal.
struct ReadableValues: ~Copyable {
    private var times: TimeText
    private var scratch = OutputBuffer()

    init(_ times: TimeText.Style) { self.times = TimeText(times) }

    mutating func string(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text
        case .texts(let texts): texts.isEmpty ? "–" : texts.joined(separator: ", ")
        case .count(let count): grouped(count)
        case .number(let number): plain(number)
        case .percent(let share): plain(share) + " %"
        case .bytes(let bytes): size(bytes)
        case .seconds(let seconds): duration(seconds)
        case .time(let time): string(time)
        case .absent: "–"
        }
    }

    mutating func string(_ time: Timestamp) -> String {
        scratch.removeAll()
        times.append(time, to: &scratch)
        return scratch.string
    }
}
