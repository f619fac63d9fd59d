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
        let summary = /40 schedules, [1-9][0-9]* kills, [1-9][0-9]* rotations: 0 lost, 0 duplicate\n/
        #expect(result.stdout.wholeMatch(of: summary) != nil, "\(result.stdout)")
    }

    /// One schedule by its seed, each step told; what was there after each stays with `--keep`.
    @Test func aScheduleIsPlayedAgain() throws {
        let result = try chaos(
            "--seed 104 --keep | sed 's/[0-9]* bytes//'; cat logly-chaos-104-*/steps | grep -c log:")
        let lines = result.stdout.split(separator: "\n")
        #expect(lines.count > 8 && lines.dropLast(2).allSatisfy { $0.hasPrefix("104: ") }, "\(result.stdout)")
        #expect(lines.dropLast().last?.hasPrefix("1 schedules, ") == true, "\(result.stdout)")
        #expect(lines.last.flatMap { Int($0) } ?? 0 > 8, "\(result.stdout)")
    }

    /// The offset committed apart from the rows; rotation told by size alone.
    @Test(arguments: ["offset-apart", "by-size"])
    func aMistakeIsFound(mutant: String) throws {
        let result = try chaos("--schedules 24 --mutant \(mutant)")
        #expect(result.status == 1)
        let summary = /24 schedules, .* rotations: [1-9][0-9]* lost, [1-9][0-9]* duplicate\n/
        #expect(result.stdout.wholeMatch(of: summary) != nil, "\(result.stdout)")
    }
}
