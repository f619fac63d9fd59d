import Testing

@testable import LoglyShared

@Suite struct SecurityDetectorTests {
    @Test(arguments: [(4, 0), (5, 1), (6, 1)])
    func bruteForceBeginsAtFiveFailures(failures: Int, issues: Int) {
        var scene = Scene()
        scene.failures(failures, from: "203.0.113.5")
        #expect(scene.issues(.bruteForce).count == issues)
    }

    @Test func aRepeatedLineCountsAsOftenAsItSays() throws {
        var scene = Scene()
        scene.event(100, action: .failedLogin, count: 4, from: "203.0.113.5", user: "root")
        scene.event(99, action: .invalidUser, from: "203.0.113.5", user: "oracle")
        let issue = try #require(scene.issues(.bruteForce).first)
        #expect(issue.occurrences == 5)
        #expect(issue.evidence["failed_attempts"] == 5)
        #expect(issue.evidence["unique_users"] == 2)
        #expect(issue.evidence["invalid_user_attempts"] == 1)
    }

    /// sshd writes two lines for one attempt on a user that does not exist: three attempts are no brute force.
    @Test(arguments: [(3, 1, 0), (5, 1, 5), (3, 2, 6), (5, 0, 5)])
    func anAttemptThatIsToldTwiceCountsOnce(connections: Int, passwords: Int, failures: Int) {
        var scene = Scene()
        for at in 0..<connections {
            let ago = Double(100 - at)
            scene.event(ago, action: .invalidUser, from: "203.0.113.5", user: "oracle")
            for _ in 0..<passwords {
                scene.event(
                    ago, action: .failedLogin, from: "203.0.113.5", user: "oracle",
                    metadata: #"{"method":"password","invalid_user":true}"#)
            }
        }
        #expect(scene.issues(.bruteForce).first?.occurrences ?? 0 == failures)
    }

    @Test func bruteForceIsSeenOverAllHosts() throws {
        var scene = Scene()
        scene.failures(3, from: "203.0.113.5", host: "web1")
        scene.failures(2, from: "203.0.113.5", host: "web2")
        let issue = try #require(scene.issues(.bruteForce).first)
        #expect(issue.hosts == ["web1", "web2"])
    }

    @Test(arguments: [("2001:db8:0:1::2", 1), ("2001:db8:0:2::2", 0)])
    func anIPv6AttackerIsIts64(other: String, issues: Int) {
        var scene = Scene()
        scene.failures(3, from: "2001:db8:0:1::1")
        scene.failures(3, from: other)
        #expect(scene.issues(.bruteForce).count == issues)
        if issues == 1 { #expect(scene.issues(.bruteForce)[0].affected == ["2001:db8:0:1::/64"]) }
    }

    @Test func theWhitelistIsNoThreat() throws {
        var scene = Scene()
        scene.lists.whitelist = [try #require(IPNetwork("203.0.113.0/24"))]
        scene.lists.blacklist = [try #require(IPNetwork("203.0.113.5"))]
        scene.failures(500, from: "203.0.113.5")
        scene.event(10, action: .successfulLogin, from: "203.0.113.5", user: "root")
        #expect(scene.findings.issues.filter { $0.kind.category == .security }.isEmpty)
    }

    @Test func theBlacklistIsAlwaysOne() throws {
        var scene = Scene()
        scene.lists.blacklist = [try #require(IPNetwork("203.0.113.0/24"))]
        scene.event(10, action: .httpRequest, from: "203.0.113.9", metadata: #"{"path":"/","status":200}"#)
        #expect(scene.issues(.highThreatIP).count == 1)
    }

    @Test(arguments: [(14, 4, 0), (15, 4, 1), (15, 5, 0), (16, 1, 1)])
    func distributedBruteForceNeedsFifteenQuietAddresses(addresses: Int, each: Int, issues: Int) {
        var scene = Scene()
        for at in 0..<addresses { scene.failures(each, from: "198.51.\(at).7", user: "admin") }
        #expect(scene.issues(.distributedBruteForce).count == issues)
        #expect(scene.issues(.bruteForce).count == (each >= 5 ? addresses : 0))
    }

    @Test(arguments: [("198.51.100.", 1), ("2001:db8:1:", 1)])
    func aNetworkIsOneDistributedAttacker(prefix: String, issues: Int) {
        var scene = Scene()
        for at in 0..<15 {
            let address = prefix.hasSuffix(".") ? "\(prefix)\(at)" : "\(prefix)\(at)::1"
            scene.failures(1, from: address, user: "user\(at)")
        }
        #expect(scene.issues(.distributedBruteForce).count == issues)
    }

    @Test(arguments: [(4, 0), (5, 1)])
    func aSuccessAfterABruteForceIsACompromise(failures: Int, issues: Int) {
        var scene = Scene()
        scene.event(9000, action: .successfulLogin, from: "203.0.113.5", user: "root")
        scene.failures(failures, from: "203.0.113.5", ago: 5000)
        #expect(scene.issues(.compromisedLogin).isEmpty)
        scene.event(10, action: .successfulLogin, from: "203.0.113.5", user: "root")
        #expect(scene.issues(.compromisedLogin).count == issues)
        #expect(scene.issues(.compromisedLogin).first?.occurrences ?? 1 == 1)
    }

    @Test(arguments: [(31, 1), (30, 0)])
    func aHighThreatHasASeventy(failures: Int, issues: Int) {
        var scene = Scene()
        scene.failures(failures, from: "203.0.113.5")
        #expect(scene.issues(.highThreatIP).count == issues)
    }

    @Test func bansAloneCostNothing() {
        var quiet = Scene()
        quiet.event(20)
        var banned = quiet
        for at in 0..<200 {
            banned.event(
                Double(at), source: "fail2ban", level: .warning, action: .found, from: "203.0.113.\(at)")
            banned.event(Double(at), source: "fail2ban", action: .ban, from: "203.0.113.\(at)")
            banned.event(Double(at), source: "fail2ban", action: .ban, from: "203.0.113.5")
        }
        #expect(banned.findings.issues.isEmpty)
        #expect(banned.health.score == 100)
        #expect(quiet.health.score == 100)
    }

    @Test(arguments: [(49, 0), (50, 1)])
    func aWebScanIsFiftyPaths(paths: Int, issues: Int) {
        var scene = Scene()
        for at in 0..<paths {
            let metadata = #"{"path":"/a\#(at)?x=\#(at)","status":404}"#
            scene.event(
                Double(at), level: .warning, action: .httpRequest, from: "203.0.113.5", metadata: metadata)
            scene.event(
                Double(at), level: .warning, action: .httpRequest, from: "203.0.113.5", metadata: metadata)
        }
        #expect(scene.issues(.webScan).count == issues)
    }

    @Test(arguments: [
        ("/.env", 200, 4, 0), ("/.env", 200, 5, 1), ("/a/.git/config", 404, 5, 1),
        ("/wp-login.php", 404, 5, 1),
        ("/wp-login.php", 200, 50, 0), ("/environment", 200, 50, 0), ("/.ENV.bak", 403, 5, 1),
    ])
    func aWebScanIsFiveProbes(path: String, status: Int, requests: Int, issues: Int) {
        var scene = Scene()
        for at in 0..<requests {
            scene.event(
                Double(at), action: .httpRequest, from: "203.0.113.5",
                metadata: #"{"path":"\#(path)","status":\#(status)}"#)
        }
        #expect(scene.issues(.webScan).count == issues)
    }

    @Test(arguments: [(2, 0), (3, 1)])
    func privilegeAbuseIsThreeRefusals(refusals: Int, issues: Int) {
        for metadata in [#"{"refused":true}"#, nil] {
            var scene = Scene()
            for at in 0..<refusals {
                scene.event(
                    Double(at), action: .sudo, user: "eve",
                    metadata == nil ? "eve : user NOT in sudoers ; TTY=pts/0" : "eve", metadata: metadata)
                scene.event(Double(at), action: .sudo, user: "bob", "bob : TTY=pts/0 ; COMMAND=/bin/ls")
            }
            #expect(scene.issues(.privilegeAbuse).count == issues)
        }
    }

    @Test(arguments: [(19, 0), (20, 1)])
    func aFirewallScanIsTwentyPorts(ports: Int, issues: Int) {
        var scene = Scene()
        for port in 1...ports {
            for _ in 0..<2 {
                scene.event(
                    Double(port), action: .firewallBlock, from: "203.0.113.5", metadata: #"{"dpt":\#(port)}"#)
            }
        }
        #expect(scene.issues(.firewallScan).count == issues)
    }
}
