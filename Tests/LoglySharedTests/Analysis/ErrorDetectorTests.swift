import Testing

@testable import LoglyShared

@Suite struct ErrorDetectorTests {
    @Test(arguments: [(9, 0, 0), (10, 0, 1), (10, 76, 1), (10, 77, 0), (30, 230, 1), (30, 231, 0)])
    func errorSpikes(lastHour: Int, before: Int, issues: Int) {
        var scene = Scene()
        scene.event(1800, level: .error, count: lastHour)
        if before > 0 { scene.event(40_000, level: .critical, count: before) }
        #expect(scene.issues(.errorSpike).count == issues)
    }

    @Test func aSpikeIsOfOneSource() {
        var scene = Scene()
        scene.event(1800, source: "a", level: .error, count: 9)
        scene.event(1800, source: "b", level: .error, count: 9)
        scene.event(1800, host: "web2", source: "a", level: .error, count: 9)
        #expect(scene.issues(.errorSpike).isEmpty)
        scene.hours = 1
        scene.event(1800, source: "a", level: .error, count: 100)
        #expect(scene.issues(.errorSpike).isEmpty, "nothing to compare with")
    }

    @Test(arguments: [(4, 0), (5, 1), (6, 1)])
    func recurringErrors(count: Int, issues: Int) {
        var scene = Scene()
        for at in 0..<count {
            scene.event(Double(at) * 700, level: .error, "cannot open /var/lib/\(at)/x: code \(at)")
        }
        scene.event(5, level: .warning, count: 100, "only a warning")
        #expect(scene.issues(.recurringError).count == issues)
        #expect(scene.issues(.recurringError).first?.occurrences ?? count == count)
    }

    @Test func newErrorsAreThoseThatTheDataBeforeDoNotKnow() {
        var scene = Scene()
        scene.event(100, level: .error, "known 5")
        scene.event(100, level: .error, "new 5")
        #expect(scene.issues(.newError).isEmpty, "there is no data before")
        scene.knownFingerprints = Set(
            ["known 77"].map { text in
                var text = text
                return text.withUTF8 { Fingerprint.of($0) }
            })
        #expect(scene.issues(.newError).map(\.title) == ["New error: new 5"])
    }

    @Test func criticalDatabaseAndOOMErrorsAreReportedEach() {
        var scene = Scene()
        scene.event(100, level: .critical, "panic 1")
        scene.event(90, level: .critical, "panic 2")
        scene.event(80, level: .critical, "other")
        scene.event(70, level: .error, action: .dbError, "deadlock detected")
        scene.event(60, level: .warning, action: .oomKill, "Killed process 5 (x)")
        #expect(scene.issues(.criticalError).map(\.occurrences).sorted() == [1, 2])
        #expect(scene.issues(.criticalError).allSatisfy { $0.severity.level == .critical })
        #expect(scene.issues(.databaseError).count == 1)
        #expect(scene.issues(.oomKill).count == 1)
    }

    /// Events every ten minutes for `hours`, the last of them `silence` seconds ago.
    private func rhythm(_ hours: Int, every step: Double = 600, silence: Double) -> [LoglyShared.Issue] {
        var scene = Scene()
        var at = 0.0
        while at <= Double(hours) * 3600 {
            scene.event(silence + at, source: "app")
            at += step
        }
        return scene.issues(.logSilence)
    }

    @Test func silenceOfASourceThatWroteAllDay() {
        #expect(rhythm(25, silence: 3600).isEmpty)
        #expect(rhythm(25, silence: 3601).count == 1)
        #expect(rhythm(20, silence: 7200).isEmpty, "not a day")
        // Six times its longest gap of 40 minutes are four hours.
        #expect(rhythm(30, every: 2400, silence: 14_400).isEmpty)
        #expect(rhythm(30, every: 2400, silence: 14_401).count == 1)
        #expect(rhythm(30, silence: 90_000).count == 1, "silent for the whole window")
    }

    @Test(arguments: [(50, 10, 0), (50, 11, 1), (49, 40, 0), (200, 41, 1), (200, 40, 0)])
    func unparsedLogs(lines: Int, unparsed: Int, issues: Int) {
        var scene = Scene()
        for at in 0..<lines {
            // The understood ones first, so that no earlier stretch has a greater share.
            let metadata = at < lines - unparsed ? #"{"note":"\"unparsed\":true"}"# : #"{"unparsed":true}"#
            scene.event(5000 - Double(at) * 3000 / Double(lines), metadata: metadata)
        }
        #expect(scene.issues(.unparsedLogs).count == issues)
    }

    @Test(arguments: [(300.0, 0), (301, 1)])
    func stalledCollection(age: Double, issues: Int) {
        var scene = Scene()
        scene.newestSample = Scene.ago(age)
        #expect(scene.issues(.collectionStalled).count == issues)
    }

    @Test func rebootsAreSeenAcrossTheBeginOfTheWindow() {
        var scene = Scene()
        scene.system(90_000) { $0.uptimeSeconds = 500_000 }
        scene.system(80_000) { $0.uptimeSeconds = 100 }
        scene.system(70_000) { $0.uptimeSeconds = 10_100 }
        scene.system(60_000) { $0.cpuPercent = 1 }
        scene.system(50_000) { $0.uptimeSeconds = 30_100 }
        let issues = scene.issues(.reboot)
        #expect(issues.map(\.occurrences) == [1])
        #expect(issues.first?.lastSeen == Scene.ago(80_100))
    }
}
