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
        case .number(let number): oneDecimal(number)
        case .percent(let share): oneDecimal(share) + " %"
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

/// `1,234,567`, in every locale.
func grouped(_ count: Int64) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return text
}

func oneDecimal(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard tenths.magnitude < 1e15 else { return value.description }
    let whole = Int64(tenths)
    let sign = whole < 0 ? "-" : ""
    return whole % 10 == 0
        ? "\(whole / 10)" : "\(sign)\(whole.magnitude / 10).\(whole.magnitude % 10)"
}

/// `512 B`, `3.2 GiB`.
func size(_ bytes: Int64) -> String {
    var rest = Double(bytes)
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if rest.magnitude < 1024 { return "\(oneDecimal(rest)) \(unit)" }
        rest /= 1024
    }
    return "\(oneDecimal(rest)) TiB"
}

/// `45 s`, `12 min`, `3.5 h`, `6.2 days`.
func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<0: "-" + duration(-seconds)
    case ..<120: "\(oneDecimal(seconds)) s"
    case ..<7200: "\(oneDecimal(seconds / 60)) min"
    case ..<172_800: "\(oneDecimal(seconds / 3600)) h"
    default: "\(oneDecimal(seconds / 86_400)) days"
    }
}
