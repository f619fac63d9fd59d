// Values as people read them, in every locale the same. For the package's own programs.

/// A number with at most one decimal: `85`, `12.3`.
package func plain(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}

/// A length of time: `45 s`, `12 min`, `3.5 h`, `6.2 days`.
package func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<0: "-" + duration(-seconds)
    case ..<120: "\(plain(seconds)) s"
    case ..<7200: "\(plain(seconds / 60)) min"
    case ..<172_800: "\(plain(seconds / 3600)) h"
    default: "\(plain(seconds / 86_400)) days"
    }
}

/// Bytes: `512 B`, `3.2 GiB`.
package func size(_ bytes: Double) -> String {
    var rest = bytes
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if abs(rest) < 1024 { return "\(plain(rest)) \(unit)" }
        rest /= 1024
    }
    return "\(plain(rest)) TiB"
}

package func size(_ bytes: Int64) -> String { size(Double(bytes)) }

/// A count: `1,234,567`.
package func grouped(_ count: Int64) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return text
}

/// A count of things: `1 failed login`, `2 failed logins`, `3 addresses`.
package func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
}
