import LoglyShared
import Testing

@testable import logly_sample

@Suite struct SampleStateTests {
    private func reading(_ machine: String) throws -> CounterReading {
        let stat = try parsing(Machines.bytes("\(machine)/stat"), Stat.init(parsing:))
        let uptime = try parsing(Machines.bytes("\(machine)/uptime"), Uptime.init(parsing:))
        let boot = try? Machines.bytes("\(machine)/sys/kernel/random/boot_id")
        return CounterReading(
            time: Timestamp(microseconds: 1_795_376_071_123_456),
            bootID: boot.map { String(decoding: $0.dropLast(), as: UTF8.self) }, uptime: uptime.seconds,
            stat: stat)
    }

    private func text(_ reading: CounterReading) -> [UInt8] {
        var out = OutputBuffer()
        SampleState.append(reading, to: &out)
        return Array(out.bytes)
    }

    @Test(arguments: Machines.names)
    func comesBackAsItWas(machine: String) throws {
        var original = try reading("\(machine)/proc")
        original.stat.running = nil
        original.stat.blocked = nil
        #expect(try parsing(text(original), SampleState.parse) == original)
    }

    /// Cut anywhere, it is refused and not taken for an older or smaller one.
    @Test func everyTruncationIsRefused() throws {
        let whole = text(try reading("nitro/proc"))
        for length in 0..<whole.count {
            #expect(throws: ParseError.self) { try parsing(Array(whole[..<length]), SampleState.parse) }
        }
    }

    @Test func survivesMutation() throws {
        let whole = text(try reading("server/proc"))
        for seed: UInt64 in 0..<1000 {
            var mutation = Mutation(seed: seed)
            _ = try? parsing(mutation.damaged(whole), SampleState.parse)
        }
    }

    @Test func goesOnInTheSameBootOnly() throws {
        let first = try reading("nitro/proc")
        let later = try reading("nitro/later")
        #expect(first.goesOn(in: later))
        #expect(!later.goesOn(in: first))
        #expect(!(try reading("server/proc")).goesOn(in: later))
        var other = later
        other.bootID = "another"
        #expect(!first.goesOn(in: other))
        other.bootID = nil
        #expect(!first.goesOn(in: other))
    }

    @Test func withoutABootIDItsTimeTells() throws {
        let first = try reading("linux-3.10/proc")
        var later = try reading("linux-3.10/later")
        #expect(first.goesOn(in: later))
        later.stat.bootTime = 1_700_001_000
        #expect(!first.goesOn(in: later))
    }
}
