import Testing

@testable import LoglyShared

@Suite struct HealthScoreTests {
    @Test func nothingKnownIsNoScore() {
        let scene = Scene()
        #expect(scene.health.score == nil)
        #expect(scene.health.status == .unknown)
        #expect(scene.health.missing == HealthScore.Component.allCases)
    }

    @Test func whatIsNotKnownIsLeftOut() {
        var scene = Scene()
        scene.event(10)
        #expect(scene.health.components.map(\.component) == [.security, .errors])
        #expect(scene.health.score == 100)
        #expect(scene.health.missing == [.performance, .network])
    }

    @Test func weightsOfTheRestAreScaledUp() throws {
        var scene = Scene()
        scene.event(10)
        scene.filesystem(10) { $0.percent = 100 }
        // Security and errors 100 with 0.30 and 0.25, performance 0 with 0.25.
        let score = try #require(scene.health.score)
        #expect(abs(score - 55 / 0.80) < 1e-9)
        #expect(scene.health.status == .degraded)
    }

    @Test(arguments: [
        (80.0, HealthScore.Status.healthy), (79.99, .degraded), (50, .degraded), (49.99, .critical),
    ])
    func statusFollowsTheScore(score: Double, status: HealthScore.Status) {
        #expect(HealthScore.status(of: score) == status)
    }

    @Test(arguments: [
        (0, SeverityLevel.low), (30, .low), (31, .medium), (60, .medium), (61, .high), (80, .high),
        (81, .critical), (100, .critical),
    ])
    func levels(severity: Double, level: SeverityLevel) {
        #expect(Severity(severity).level == level)
    }

    /// More or worse evidence of whatever kind never raises a score.
    @Test(arguments: 0..<400 as Range<UInt64>)
    func evidenceNeverRaisesTheScore(seed: UInt64) throws {
        var random = Random(seed: seed)
        var scene = Scene()
        // Every component is known from the start; becoming known is no evidence.
        scene.event(86_000)
        scene.system(86_000) { $0.cpuPercent = 1 }
        scene.network(86_000) { $0.connectionsTotal = 10 }
        for _ in 0..<Int.random(in: 0..<60, using: &random) { scene.happenings.append(Self.trouble(&random)) }
        var before = try #require(scene.health.score)
        for _ in 0..<6 {
            if Bool.random(using: &random) {
                scene.happenings.append(Self.trouble(&random))
            } else {
                Self.worsen(&scene, &random)
            }
            let after = try #require(scene.health.score)
            #expect(after <= before + 1e-9)
            before = after
        }
    }

    private static func trouble(_ random: inout Random) -> Scene.Happening {
        let ago = Double(Int.random(in: 0..<720, using: &random)) * 120
        let address =
            "203.0.\(Int.random(in: 0..<2, using: &random)).\(Int.random(in: 0..<20, using: &random))"
        var event = Scene.Event(time: Scene.ago(ago))
        event.count = Int.random(in: 1..<8, using: &random)
        event.source = ["a", "b"].randomElement(using: &random) ?? "a"
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            event.action = [.failedLogin, .invalidUser].randomElement(using: &random)
            event.address = address
            event.user = ["root", "admin"].randomElement(using: &random)
        case 4:
            event.action = .firewallBlock
            event.address = address
            event.metadata = #"{"dpt":\#(Int.random(in: 1..<40, using: &random))}"#
        case 5:
            event.action = .httpRequest
            event.address = address
            event.metadata = #"{"status":404,"path":"/.env"}"#
        case 6:
            event.action = .sudo
            event.user = "eve"
            event.metadata = #"{"refused":true}"#
        case 7:
            event.level = .critical
            event.message = ["panic", "oops"].randomElement(using: &random) ?? ""
        default:
            event.level = .error
            event.message = ["failed", "broken \(ago)", "lost"].randomElement(using: &random) ?? ""
        }
        return .event(event)
    }

    /// Makes one happening worse, or adds a sample of a machine in trouble.
    private static func worsen(_ scene: inout Scene, _ random: inout Random) {
        guard let at = scene.happenings.indices.randomElement(using: &random) else { return }
        switch scene.happenings[at] {
        case .event(var event):
            event.count += Int.random(in: 0..<20, using: &random)
            if event.level >= .error { event.level = .critical }
            scene.happenings[at] = .event(event)
        case .system(var sample):
            sample.cpuPercent = max(sample.cpuPercent ?? 0, Double.random(in: 0...100, using: &random))
            sample.memoryPercent = max(sample.memoryPercent ?? 0, Double.random(in: 0...100, using: &random))
            scene.happenings[at] = .system(sample)
        case .network, .filesystem: break
        }
        let ago = Double(Int.random(in: 0..<1440, using: &random)) * 60
        scene.system(ago) {
            $0.cpuPercent = 99
            $0.memoryPercent = 95
        }
    }
}
