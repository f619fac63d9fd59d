import Foundation
import Testing

/// A short campaign of `scripts/chaos`, and the proof that it would see a loss.
@Suite(.serialized) struct ChaosTests {
    private func chaos(_ options: String) throws -> Programs.Result {
        let scratch = try Scratch()
        return try Programs.shell(
            "TMPDIR=$PWD chaos --bin '\(Programs.folder.path)' \(options)", in: scratch.folder)
    }

    @Test func nothingIsLostAndNothingDoubled() throws {
        let result = try chaos("--first 100 --schedules 40")
        #expect(result.status == 0, "\(result.stdout)")
        #expect(result.stdout.hasSuffix(" rotations: 0 lost, 0 duplicate\n"), "\(result.stdout)")
    }

    /// The offset committed apart from the rows; rotation told by size alone.
    @Test(arguments: ["offset-apart", "by-size"])
    func aMistakeIsFound(mutant: String) throws {
        let result = try chaos("--schedules 24 --mutant \(mutant)")
        #expect(result.status == 1)
        #expect(result.stdout.hasPrefix("24 schedules, "), "\(result.stdout)")
        #expect(!result.stdout.contains(" 0 lost"), "\(result.stdout)")
    }
}
