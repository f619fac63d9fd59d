import LoglyShared
import Testing

@testable import logly_ingest

@Suite struct BatchOutcomeTests {
    private func outcome(
        _ from: Int64, _ to: Int64, stored offset: Int64?, fingerprint: String = "f",
        anchors: (String, String) = ("", "")
    ) -> BatchOutcome {
        var checkpoint = CheckpointRecord()
        checkpoint.batch.from = from
        checkpoint.batch.fingerprint = "f"
        checkpoint.to = to
        checkpoint.anchor = anchors.1
        let stored = offset.map {
            StoredOffset(
                offset: $0, fingerprint: fingerprint, anchor: anchors.0, file: "", device: "", inode: "")
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
        #expect(outcome(10, 20, stored: 10, fingerprint: "g") == .another)
        #expect(outcome(0, 5, stored: 10, fingerprint: "g") == .another)
        #expect(outcome(0, 5, stored: 0, fingerprint: "empty") == .next)
    }

    /// Nothing was stored of an empty file that `--backfill` took up, and another had its number in a stream that was
    /// stored later.
    @Test(arguments: [0, 70]) func aFileThatBackfillTookUpIsNoOther(stored: Int64) {
        let (plain, backfilled) = ("111111111111111100", "111111111111111102")
        #expect(outcome(0, 70, stored: stored, anchors: (backfilled, plain)) == .reordered)
        #expect(outcome(0, 70, stored: stored, anchors: (plain, backfilled)) == .reordered)
        #expect(
            outcome(0, 70, stored: stored, anchors: (backfilled, backfilled))
                == (stored == 0 ? .next : .repeat))
        #expect(outcome(0, 70, stored: stored, anchors: ("", backfilled)) == (stored == 0 ? .next : .repeat))
    }

    /// Where all files of a log begin with the same line, a repeat of one was taken for that of another.
    @Test(
        arguments: [
            // At the same offset; on the way to another; and where nothing tells.
            (
                to: 70, stored: "1111111111111111-00aaaabbbb", sent: "2222222222222222-00aaaabbbb",
                isOne: false
            ),
            (to: 70, stored: "1111111111111111-00aaaabbbb", sent: "1111111111111111-01aaaabbbb", isOne: true),
            (to: 40, stored: "1111111111111111-00aaaabbbb", sent: "3333333333333333-00cccc", isOne: false),
            (to: 40, stored: "1111111111111111-00aaaabbbb", sent: "3333333333333333-00aaaa", isOne: true),
            (to: 40, stored: "1111111111111111-00aaaabbbb", sent: "3333333333333333-00", isOne: true),
            (to: 40, stored: "s=739ad463348b4ceca;i=1", sent: "s=739ad463348b4cecb;i=2", isOne: true),
        ] as [(to: Int64, stored: String, sent: String, isOne: Bool)])
    func whatAFileHadOnTheWayTellsItFromAnother(to: Int64, stored: String, sent: String, isOne: Bool) {
        let anchors = (stored.replacing("-", with: ""), sent.replacing("-", with: ""))
        #expect(outcome(0, to, stored: 70, anchors: anchors) == (isOne ? .repeat : .another))
    }

    /// An inode that is free comes again, with another birth; where births are not told, the inode is all there is.
    @Test(
        arguments: [
            ("7", "-5", "7", "-5", true), ("7", "-5", "7", "-6", false), ("7", "-5", "8", "-5", false),
            ("7", "", "7", "-5", true), ("7", "-10-f-5", "7", "-5", true), ("7", "-10-5", "7", "-10-6", true),
        ] as [(String, String, String, String, Bool)])
    func anInodeWithItsBirthIsTheFile(
        inode: String, birth: String, other: String, itsBirth: String, isSame: Bool
    ) {
        let hash = "111111111111111100"
        let stored = StoredOffset(
            offset: 0, fingerprint: "f", anchor: hash + birth, file: "", device: "", inode: inode)
        var checkpoint = CheckpointRecord()
        (checkpoint.batch.inode, checkpoint.anchor) = (other, hash + itsBirth)
        #expect(stored.isSurelyTheFile(of: checkpoint) == isSame)
    }
}
