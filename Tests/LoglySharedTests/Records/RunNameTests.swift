import LoglyShared
import Testing

@Suite struct RunNameTests {
    @Test func tellsWhenTheRunBegan() {
        let start = Timestamp(microseconds: 1_795_383_477_123_456)
        #expect(RunName.start(of: RunName(start: start, process: 4711).text) == start)
    }

    @Test(arguments: [
        "", "r1", "test-1", "abcdefghij", "abcdefghij-", "abcdefghij-x", "a-b-c", "abcde ghij-1",
    ])
    func anyTextMayNameARun(text: String) {
        #expect(RunName.start(of: text) == nil)
    }
}
