import LoglyShared
import Testing

@testable import logly_ingest

@Suite struct BatchOutcomeTests {
    private func outcome(
        _ from: Int64, _ to: Int64, stored offset: Int64?, fingerprint: String = "f"
    ) -> BatchOutcome {
        var checkpoint = CheckpointRecord()
        checkpoint.batch.from = from
        checkpoint.batch.fingerprint = "f"
        checkpoint.to = to
        let stored = offset.map {
            StoredOffset(
                offset: $0, fingerprint: fingerprint, anchor: "", file: "", device: "", inode: "")
        }
        return BatchOutcome(of: checkpoint, stored: stored)
    }

    private func isRefused(_ outcome: BatchOutcome) -> Bool {
        if case .refused = outcome { true } else { false }
    }

    @Test func whatContinuesTheStoredOffsetIsNext() {
        #expect(outcome(0, 10, stored: nil) == .next)
        #expect(outcome(0, 0, stored: nil) == .next)
        #expect(outcome(0, 10, stored: 0) == .next)
        #expect(outcome(10, 20, stored: 10) == .next)
    }

    @Test func whatIsStoredAlreadyIsARepeat() {
        #expect(outcome(0, 10, stored: 10) == .repeat)
        #expect(outcome(0, 10, stored: 15) == .repeat)
        #expect(outcome(10, 10, stored: 10) == .repeat)
        #expect(outcome(0, 0, stored: 0) == .repeat)
    }

    @Test func aGapOrAnOverlapIsRefused() {
        #expect(isRefused(outcome(5, 10, stored: nil)))
        #expect(isRefused(outcome(5, 5, stored: nil)))
        #expect(isRefused(outcome(10, 20, stored: 5)))
        #expect(isRefused(outcome(10, 20, stored: 15)))
        #expect(isRefused(outcome(20, 20, stored: 15)))
    }

    @Test func anotherFileIsRefusedUnlessNothingOfTheOldOneIsStored() {
        #expect(isRefused(outcome(10, 20, stored: 10, fingerprint: "g")))
        #expect(isRefused(outcome(0, 5, stored: 10, fingerprint: "g")))
        #expect(outcome(0, 5, stored: 0, fingerprint: "empty") == .next)
    }
}
