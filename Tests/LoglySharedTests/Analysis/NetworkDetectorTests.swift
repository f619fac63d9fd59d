import Testing

@testable import LoglyShared

@Suite struct NetworkDetectorTests {
    private func scene(_ counters: [(packets: Int64, errors: Int64, drops: Int64)]) -> Scene {
        var scene = Scene()
        for (at, counter) in counters.enumerated() {
            scene.network(5000 - Double(at) * 60) {
                $0.counters.packetsRecv = counter.packets
                $0.counters.packetsSent = 0
                $0.counters.errorsIn = counter.errors
                $0.counters.dropsOut = counter.drops
            }
        }
        return scene
    }

    @Test(arguments: [
        (1000, 50, 0, 0), (1000, 51, 0, 1), (1000, 26, 25, 1), (999, 999, 0, 0), (100_000, 5001, 0, 1),
        (100_000, 5000, 0, 0),
    ])
    func errorsAreDifferences(packets: Int64, errors: Int64, drops: Int64, issues: Int) {
        let scene = scene([(50_000, 40_000, 7), (50_000 + packets, 40_000 + errors, 7 + drops)])
        #expect(scene.issues(.networkErrors).count == issues)
    }

    @Test func oneSampleSaysNothing() {
        #expect(scene([(5000, 5000, 0)]).issues(.networkErrors).isEmpty)
    }

    @Test func aCounterThatFellBeganAnew() {
        #expect(scene([(900_000, 90_000, 0), (2000, 100, 0)]).issues(.networkErrors).isEmpty)
        #expect(scene([(900_000, 90_000, 0), (2000, 101, 0)]).issues(.networkErrors).count == 1)
    }

    @Test func countersOfNonsenseDoNotOverflow() {
        let scene = scene([(0, 0, 0), (.max, .max, .max), (0, 0, 0), (.max, .max, .max), (5, 5, 5)])
        #expect(scene.issues(.networkErrors).count == 1)
    }

    @Test func aBadHourShowsInAGoodDay() {
        var scene = Scene()
        for (ago, packets, errors) in [(80_000.0, 0, 0), (79_900, 2000, 200), (40_000, 900_000, 200)] {
            scene.network(ago) {
                $0.counters.packetsRecv = Int64(packets)
                $0.counters.packetsSent = 0
                $0.counters.errorsIn = Int64(errors)
            }
        }
        #expect(scene.issues(.networkErrors).count == 1)
    }

    @Test(arguments: [(50, 499, 0), (50, 500, 1), (51, 509, 0), (51, 510, 1), (0, 500, 1)])
    func connectionAnomalies(median: Int64, greatest: Int64, issues: Int) {
        for state in [\NetworkRecord.connectionsTimeWait, \.connectionsCloseWait, \.connectionsTotal] {
            var scene = Scene()
            for at in 0..<9 { scene.network(Double(at) * 60 + 60) { $0[keyPath: state] = median } }
            scene.network(0) { $0[keyPath: state] = greatest }
            #expect(scene.issues(.connectionAnomaly).count == issues)
        }
    }
}
