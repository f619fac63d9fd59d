import LoglyShared

/// What a person is told: a title, warnings, and sections, to be written as text, HTML or JSON.
struct Document {
    /// `type` of the JSON object.
    let type: String
    let title: String
    let timestamp: Timestamp
    var warnings: [String] = []
    var sections: [Section] = []
}

/// Rows of one kind; or one row, which is written as facts below each other.
struct Section {
    struct Column {
        let key: String
        let title: String
    }

    let key: String
    var title: String
    let columns: [Column]
    var rows: [[Cell]] = []
    /// One row, an object in JSON.
    var isFacts = false

    init(_ key: String, _ title: String, _ columns: [(String, String)], rows: [[Cell]] = []) {
        (self.key, self.title, self.rows) = (key, title, rows)
        self.columns = columns.map { Column(key: $0, title: $1) }
    }

    init(_ key: String, _ title: String, facts: [(String, String, Cell)]) {
        (self.key, self.title, self.isFacts) = (key, title, true)
        self.columns = facts.map { Column(key: $0.0, title: $0.1) }
        self.rows = [facts.map(\.2)]
    }
}

/// A value with what it measures, from which follows how people and programs read it.
enum Cell: Equatable {
    case text(String)
    case texts([String])
    case count(Int64)
    case number(Double)
    case percent(Double)
    case bytes(Int64)
    case seconds(Double)
    case time(Timestamp)
    /// Unknown: left out of JSON, a dash for people.
    case absent

    init(count: Int64?) { self = count.map { .count($0) } ?? .absent }
    init(bytes: Int64?) { self = bytes.map { .bytes($0) } ?? .absent }
    init(percent: Double?) { self = percent.map { .percent($0) } ?? .absent }
    init(seconds: Double?) { self = seconds.map { .seconds($0) } ?? .absent }
    init(time: Timestamp?) { self = time.map { .time($0) } ?? .absent }
    init(text: String?) { self = text.map { .text($0) } ?? .absent }

    /// Its column is read from the left; numbers stand under each other by their last digit.
    var isLeftAligned: Bool {
        switch self {
        case .text, .texts, .time: true
        default: false
        }
    }
}
