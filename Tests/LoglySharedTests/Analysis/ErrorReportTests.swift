import Testing

@testable import LoglyShared

@Suite struct ErrorReportTests {
    @Test(arguments: [
        (0, 0, "stable"), (0, 4, "stable"), (0, 5, "worsening"), (10, 15, "worsening"), (10, 14, "stable"),
        (15, 10, "improving"), (100, 120, "stable"), (5, 0, "improving"),
    ])
    func trends(first: Int, second: Int, trend: String) {
        #expect(ErrorReport.trend((first, second)) == trend)
    }
}
