/// A number for people, with at most one decimal: `85`, `12.3`.
func plain(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}

/// A length of time for people: `45 s`, `12 min`, `3.5 h`, `6.2 days`.
func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "\(plain(seconds)) s"
    case ..<7200: "\(plain(seconds / 60)) min"
    case ..<172_800: "\(plain(seconds / 3600)) h"
    default: "\(plain(seconds / 86_400)) days"
    }
}

/// Bytes for people: `512 B`, `3.2 GiB`.
func size(_ bytes: Double) -> String {
    var rest = bytes
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if abs(rest) < 1024 { return "\(plain(rest)) \(unit)" }
        rest /= 1024
    }
    return "\(plain(rest)) TiB"
}
