/// What is asked of the database: which rows, and by which measure.
public struct AnalysisQuestion: Sendable {
    public var window: TimeWindow
    /// Only rows of this host.
    public var host: String?
    /// Only events of this source; samples have none.
    public var source: String?
    public var thresholds = Thresholds()
    public var lists = AddressLists()
    /// The seconds between two samples that the configuration asks for.
    public var configuredInterval = 60.0

    public init(window: TimeWindow) { self.window = window }
}

extension Observations {
    /// Reads what the question asks for. Call it within a snapshot, so that all of it is of one moment.
    ///
    /// Cost: the rows of the window, the times of the events of two days before it, and a few rows for each host.
    public init(
        reading database: borrowing Database, _ question: AnalysisQuestion
    ) throws(ToolError) {
        var begin = question.window.since
        if begin == nil { begin = try SampleReading.firstRow(database) }
        self.init(
            window: question.window, begin: min(begin ?? question.window.end, question.window.end),
            thresholds: question.thresholds, lists: question.lists,
            configuredInterval: question.configuredInterval)
        try SampleReading(question: question).read(database, into: &self)
        try EventReading(question: question, begin: self.begin).read(database, into: &self)
    }
}
