import Testing

@testable import LoglyShared

@Suite struct NearestWordTests {
    @Test(arguments: [
        ("intervall", "interval"), ("Path", "path"), ("retention-days", "retention_days"),
        ("fromat", "format"),
        ("pth", "path"), ("retentiondays", "retention_days"), ("xyz", nil), ("", nil), ("p", nil),
    ])
    func finds(word: String, near expected: String?) {
        #expect(nearest(to: word, among: ["path", "interval", "retention_days", "format"]) == expected)
    }

    @Test(arguments: [
        ("", "", 0), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abc", "abc", 0),
    ])
    func counts(left: String, right: String, distance: Int) {
        #expect(editDistance(Array(left.utf8), Array(right.utf8)) == distance)
        #expect(editDistance(Array(right.utf8), Array(left.utf8)) == distance)
    }
}
