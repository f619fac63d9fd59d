import Testing

@testable import LoglyShared

@Suite struct PerformanceDetectorTests {
    /// Samples each minute for so many seconds, all alike.
    private func scene(_ seconds: Double, _ fill: (inout SystemRecord) -> Void) -> Scene {
        var scene = Scene()
        var at = 0.0
        while at <= seconds {
            scene.system(10_000 - at, fill)
            at += 60
        }
        return scene
    }

    @Test(arguments: [(85.0, 600.0, 0), (85.01, 300, 1), (85.01, 240, 0), (100, 300, 1)])
    func highCPU(percent: Double, seconds: Double, issues: Int) {
        #expect(scene(seconds) { $0.cpuPercent = percent }.issues(.highCPU).count == issues)
    }

    @Test(arguments: [(90.0, 600.0, 0), (90.01, 300, 1), (99, 240, 0)])
    func highMemory(percent: Double, seconds: Double, issues: Int) {
        #expect(scene(seconds) { $0.memoryPercent = percent }.issues(.highMemory).count == issues)
    }

    @Test(arguments: [(10.0, 600.0, 0), (10.01, 300, 1), (50, 240, 0)])
    func cpuSteal(percent: Double, seconds: Double, issues: Int) {
        #expect(scene(seconds) { $0.cpuStealPercent = percent }.issues(.cpuSteal).count == issues)
    }

    @Test(arguments: [(40.0, 600.0, 0), (40.01, 300, 1), (90, 240, 0)])
    func ioPressure(percent: Double, seconds: Double, issues: Int) {
        #expect(scene(seconds) { $0.pressureIOPercent = percent }.issues(.highIOPressure).count == issues)
    }

    @Test(arguments: [(180.0, 1), (181, 0)])
    func aGapInTheSamplesEndsAStretch(gap: Double, issues: Int) {
        var scene = scene(180) { $0.cpuPercent = 99 }
        for at in [0, 60, 120.0] { scene.system(9820 - gap - at) { $0.cpuPercent = 99 } }
        #expect(scene.issues(.highCPU).count == issues)
    }

    @Test func aLowSampleEndsAStretchAndAnUnknownOneDoesNot() {
        var low = scene(600) { $0.cpuPercent = 99 }
        for at in [0.0, 240, 480] { low.system(10_000 - at - 30) { $0.cpuPercent = 10 } }
        #expect(low.issues(.highCPU).isEmpty)
        var unknown = scene(600) { $0.cpuPercent = 99 }
        for at in [0.0, 240, 480] { unknown.system(10_000 - at - 30) { $0.memoryPercent = 10 } }
        #expect(unknown.issues(.highCPU).count == 1)
    }

    @Test(arguments: [
        (91.0, 60, nil, 1), (91, 50, nil, 0), (90, 60, nil, 0), (91, nil, 11.0, 1), (91, nil, nil, 0),
    ])
    func resourceExhaustion(memory: Double, swap: Int64?, pressure: Double?, issues: Int) {
        var scene = Scene()
        scene.system(100) {
            $0.memoryPercent = memory
            $0.swapTotal = swap == nil ? nil : 100
            $0.swapUsed = swap
            $0.pressureMemoryPercent = pressure
        }
        #expect(scene.issues(.resourceExhaustion).count == issues)
    }

    @Test(arguments: [(91.0, 700.0, 1), (91, 701, 0), (90, 100, 0)])
    func anOOMKillNearHighMemoryIsExhaustion(memory: Double, ago: Double, issues: Int) {
        var scene = Scene()
        scene.system(100) { $0.memoryPercent = memory }
        scene.event(ago, level: .critical, action: .oomKill, "Out of memory: Killed process 17 (java)")
        #expect(scene.issues(.resourceExhaustion).count == issues)
        #expect(scene.issues(.oomKill).count == 1)
    }

    @Test(arguments: [(90.0, 0), (90.01, 1), (100, 1)])
    func lowDisk(percent: Double, issues: Int) {
        var scene = Scene()
        scene.filesystem(100) { $0.percent = percent }
        #expect(scene.issues(.lowDisk).count == issues)
        var root = Scene()
        root.system(100) { $0.diskPercent = percent }
        #expect(root.issues(.lowDisk).count == issues)
    }

    @Test(arguments: [(900, 0), (901, 1)])
    func lowInodes(used: Int64, issues: Int) {
        var scene = Scene()
        scene.filesystem(100) {
            $0.percent = 5
            $0.inodesTotal = 1000
            $0.inodesUsed = used
        }
        #expect(scene.issues(.lowDisk).count == issues)
    }

    @Test func aDiskThatWasMadeFreeOrUnmountedIsNotLow() {
        var scene = Scene()
        scene.filesystem(9000) { $0.percent = 99 }
        scene.filesystem(9000, "/mnt/usb") { $0.percent = 99 }
        scene.filesystem(100) { $0.percent = 50 }
        #expect(scene.issues(.lowDisk).isEmpty)
    }

    /// Hourly samples of a day; `available` at each hour, in percent of what is there at the end.
    private func filling(_ available: (Double) -> Double) -> [LoglyShared.Issue] {
        var scene = Scene()
        for hour in 0..<24 {
            scene.filesystem(Double(24 - hour) * 3600 - 60) {
                $0.percent = 50
                $0.total = 1_000_000_000
                $0.available = Int64(available(Double(hour)) * 1_000_000)
            }
        }
        return scene.issues(.diskFullForecast)
    }

    @Test func aDiskThatFillsUpIsForeseen() {
        // 100 left at the end, and 1 an hour: 100 hours.
        #expect(filling { hour in 123 - hour }.count == 1)
        // 0.5 an hour: 200 hours are more than 7 days.
        #expect(filling { hour in 111.5 - hour / 2 }.isEmpty)
        // With noise of less than an hour's change.
        #expect(filling { hour in 123 - hour + 0.4 * parity(hour) }.count == 1)
    }

    @Test func whatIsNoTrendIsNotForeseen() {
        #expect(filling { _ in 100.0 }.isEmpty)
        #expect(filling { hour in 123 + hour }.isEmpty)
        // One large file, at any hour.
        for step in 1..<24 {
            #expect(filling { hour in hour < Double(step) ? 200.0 : 100.0 }.isEmpty)
        }
        // A sawtooth, as log rotation makes it.
        for period in 2..<13 {
            let length = Double(period)
            #expect(filling { hour in 150 - 5 * hour.remainder(dividingBy: length) }.isEmpty)
        }
        // It filled up in the morning and has been at rest since.
        #expect(filling { hour in 200 - 10 * min(hour, 10) }.isEmpty)
    }

    private func parity(_ hour: Double) -> Double { Int(hour) % 2 == 0 ? 1 : -1 }
}
