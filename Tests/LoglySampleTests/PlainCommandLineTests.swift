import ArgumentParser
import LoglyCommand
import Testing

@testable import logly_sample

/// What is read without the argument parser is what the argument parser would have read.
@Suite struct PlainCommandLineTests {
    @Test(arguments: [
        "", "system", "disk network disk", "--interval 0.5 --count 3 network", "--state s --host h --quiet",
        "--procfs p --sysfs s --rootfs r --verbose", "--config c --database d", "-c c system --interval 60",
        "--state a --state b", "--host system disk",
    ])
    func isReadAlike(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let plain = try #require(LoglySample.plain(words[...]))
        #expect(values(plain) == values(try LoglySample.parse(words)))
    }

    @Test(arguments: [
        "--help", "-h", "--version", "--state=s", "--state", "--interval x", "--interval 0", "--interval -1",
        "--count 2", "processes", "--state -", "--bogus 1", "--", "-cc", "--generate-completion-script bash",
    ])
    func leavesToTheParser(line: String) {
        #expect(LoglySample.plain(line.split(separator: " ").map(String.init)[...]) == nil)
    }

    private func values(_ command: LoglySample) -> [String] {
        let options = [
            command.state, command.procfs, command.sysfs, command.rootfs, command.host, command.common.config,
            command.database.database, command.interval.map { "\($0)" }, command.count.map { "\($0)" },
        ]
        return command.kinds.map(\.rawValue) + options.map { $0 ?? "-" }
            + ["\(command.common.quiet)", "\(command.common.verbose)"]
    }
}
