import Testing

@testable import logly_sample

@Suite struct CPUSharesTests {
    /// user nice system idle iowait irq softirq steal
    private func stat(_ total: [UInt64], _ processors: [(UInt64, [UInt64])] = []) -> Stat {
        var stat = Stat(total: times(total))
        stat.processors = processors.map { Stat.Processor(number: $0.0, times: times($0.1)) }
        return stat
    }

    private func times(_ ticks: [UInt64]) -> CPUTimes {
        var times = CPUTimes()
        (times.user, times.nice, times.system, times.idle) = (ticks[0], ticks[1], ticks[2], ticks[3])
        (times.iowait, times.irq, times.softirq) = (ticks[4], ticks[5], ticks[6])
        times.steal = ticks.count > 7 ? ticks[7] : nil
        return times
    }

    private let start: [UInt64] = [100, 100, 100, 100, 100, 100, 100, 100]

    @Test func niceIsUserAndInterruptsAreSystem() throws {
        let later = zip(start, [10, 5, 4, 60, 6, 3, 2, 10]).map { $0 + UInt64($1) }
        let shares = try #require(CPUShares(from: stat(start), to: stat(later)))
        #expect((shares.user, shares.system, shares.iowait, shares.steal) == (1500, 900, 600, 1000))
        #expect(shares.busy == 3400)
    }

    @Test func aCounterThatRanBackwardsCountsNothing() throws {
        let shares = try #require(
            CPUShares(from: stat(start), to: stat([50, 100, 110, 190, 20, 100, 100, 100])))
        #expect((shares.user, shares.system, shares.iowait, shares.busy) == (0, 1000, 0, 1000))
    }

    @Test func withoutTimeThereAreNoShares() {
        #expect(CPUShares(from: stat(start), to: stat(start)) == nil)
        #expect(CPUShares(from: stat(start), to: stat([0, 0, 0, 0, 0, 0, 0, 0])) == nil)
    }

    @Test func aKernelWithoutStealHasNone() throws {
        let later: [UInt64] = [150, 100, 100, 150, 100, 100, 100]
        let shares = try #require(CPUShares(from: stat(Array(start.dropLast())), to: stat(later)))
        #expect((shares.user, shares.steal, shares.busy) == (5000, nil, 5000))
    }

    @Test(arguments: 0..<300)
    func roundedSharesNeverPassTheWhole(seed: UInt64) throws {
        var random = Mutation(seed: seed + 1)
        let later = start.map { $0 + UInt64.random(in: 0...7, using: &random) }
        guard let shares = CPUShares(from: stat(start), to: stat(later)) else { return }
        #expect(shares.busy + shares.iowait <= 10_000)
        #expect([shares.user, shares.system, shares.iowait, shares.steal ?? 0].allSatisfy { $0 >= 0 })
        let passed = zip(start, later).map { Double($1 - $0) }
        let total = passed.reduce(0, +)
        #expect(abs(Double(shares.user) - (passed[0] + passed[1]) / total * 10_000) <= 2.5)
    }

    /// The sum over all jumps when a processor goes; the ones that stayed speak for the machine.
    @Test func anUnpluggedProcessor() throws {
        let busy: [UInt64] = [130, 100, 100, 170, 100, 100, 100, 100]
        let earlier = stat([200, 200, 200, 9000, 200, 200, 200, 200], [(0, start), (1, start)])
        let later = stat([230, 200, 200, 300, 200, 200, 200, 200], [(0, busy)])
        let shares = try #require(CPUShares(from: earlier, to: later))
        #expect((shares.user, shares.busy) == (3000, 3000))
        #expect(CPUShares(from: later, to: earlier) == nil)
    }

    @Test func numbersAtTheirLimitDoNotTrap() throws {
        let last = [UInt64](repeating: .max, count: 8)
        let shares = try #require(CPUShares(from: stat([0, 0, 0, 0, 0, 0, 0, 0]), to: stat(last)))
        #expect(shares.busy <= 10_000)
    }
}
