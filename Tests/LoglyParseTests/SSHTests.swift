import LoglyShared
import Testing

@testable import logly_parse

@Suite struct SSHTests {
    private static func sshd(_ message: String, _ fields: [String: String]) -> LineCase {
        LineCase(.auth, "Nov 22 03:12:01 web1 sshd[812]: \(message)", fields)
    }

    @Test(arguments: [
        sshd(
            "Failed password for root from 203.0.113.7 port 4711 ssh2",
            [
                "action": "failed_login", "user": "root", "ip_address": "203.0.113.7", "service": "sshd",
                "level": "WARNING", "timestamp": "1795317121", ".port": "4711", ".method": "password",
                ".hostname": "web1", ".pid": "812",
                "message": "Failed password for root from 203.0.113.7 port 4711 ssh2",
            ]),
        sshd(
            "Failed password for invalid user admin from 2001:db8::1 port 4711 ssh2",
            ["action": "failed_login", "user": "admin", "ip_address": "2001:db8::1", ".invalid_user": "1"]),
        sshd(
            "Failed keyboard-interactive/pam for invalid user x from 203.0.113.7 port 1 ssh2",
            ["action": "failed_login", "user": "x", ".method": "keyboard-interactive/pam"]),
        sshd("Failed none for invalid user x from 203.0.113.7 port 1 ssh2", ["action": "failed_login"]),
        sshd(
            "Failed publickey for bob from 203.0.113.7 port 1 ssh2: RSA SHA256:abc",
            ["action": "", "user": "bob", "ip_address": "203.0.113.7"]),
        sshd(
            "Failed publickey for invalid user bob from 203.0.113.7 port 1 ssh2: RSA SHA256:abc",
            ["action": "failed_login", "user": "bob"]),
        sshd("Failed password for root from 203.0.113.7 port 1", ["action": "failed_login", "user": "root"]),
        sshd(
            "Accepted publickey for bob from ::ffff:203.0.113.7 port 1 ssh2: ED25519 SHA256:abc",
            [
                "action": "successful_login", "user": "bob", "ip_address": "203.0.113.7",
                ".method": "publickey", "level": "INFO",
            ]),
        sshd(
            "Accepted password for bob from fe80::1%eth0 port 1 ssh2",
            ["action": "successful_login", "ip_address": "fe80::1%eth0"]),
        sshd(
            "Postponed publickey for bob from 203.0.113.7 port 1 ssh2 [preauth]",
            ["action": "", "user": "bob"]),
        sshd("Invalid user admin from 203.0.113.7 port 1", ["action": "invalid_user", "user": "admin"]),
        sshd(
            "Invalid user  from 203.0.113.7 port 1",
            ["action": "invalid_user", "user": "", "ip_address": "203.0.113.7"]),
        sshd(
            "Illegal user admin from ::ffff:203.0.113.7",
            ["action": "invalid_user", "ip_address": "203.0.113.7"]),
        sshd(
            "User root from 203.0.113.7 not allowed because not listed in AllowUsers",
            [
                "action": "invalid_user", "user": "root", "ip_address": "203.0.113.7",
                ".reason": "not listed in AllowUsers",
            ]),
        sshd(
            "User bob from host.example not allowed because listed in DenyUsers",
            ["ip_address": "", ".rhost": "host.example", "user": "bob"]),
        sshd("User root not allowed because account is locked", ["user": "root", "ip_address": ""]),
        sshd(
            "ROOT LOGIN REFUSED FROM 203.0.113.7 port 1 [preauth]",
            ["action": "", "user": "root", "ip_address": "203.0.113.7"]),
        sshd(
            "error: maximum authentication attempts exceeded for invalid user x from 203.0.113.7 port 1 ssh2 [preauth]",
            ["user": "x", "ip_address": "203.0.113.7", "action": "disconnected"]),
        sshd(
            "error: PAM: Authentication failure for illegal user x from host.example",
            ["action": "", "user": "x", ".rhost": "host.example", "ip_address": ""]),
        sshd(
            "error: PAM: authentication error for james from 203.0.113.7 via 192.0.2.1",
            ["action": "failed_login", "user": "james", "ip_address": "203.0.113.7"]),
        sshd(
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=root",
            ["action": "", "user": "root", "ip_address": "203.0.113.7", "level": "WARNING"]),
        sshd(
            "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=root",
            ["action": "", "user": "root", "ip_address": "203.0.113.7"]),
        sshd(
            "pam_unix(sshd:session): session opened for user bob(uid=1000) by (uid=0)",
            ["action": "session_opened", "user": "bob"]),
        sshd(
            "pam_unix(sshd:session): session closed for user bob",
            ["action": "session_closed", "user": "bob"]),
        sshd(
            "Connection closed by 203.0.113.7 port 1 [preauth]",
            ["action": "disconnected", "ip_address": "203.0.113.7"]),
        sshd(
            "Connection closed by authenticating user root 203.0.113.7 port 1 [preauth]",
            ["action": "disconnected", "user": "root", "ip_address": "203.0.113.7"]),
        sshd(
            "Connection reset by invalid user x y 203.0.113.7 port 1 [preauth]",
            ["action": "disconnected", "user": "x y", "ip_address": "203.0.113.7"]),
        sshd(
            "Connection closed by invalid user  203.0.113.7 port 1 [preauth]",
            ["user": "", "ip_address": "203.0.113.7"]),
        sshd("Disconnected from user bob 203.0.113.7 port 1", ["action": "disconnected", "user": "bob"]),
        sshd(
            "Disconnecting authenticating user root 203.0.113.7 port 1: Too many authentication failures [preauth]",
            ["action": "disconnected", "user": "root", "ip_address": "203.0.113.7"]),
        sshd(
            "Disconnecting: Too many authentication failures for root [preauth]",
            ["action": "disconnected", "ip_address": ""]),
        sshd(
            "Received disconnect from 203.0.113.7 port 1:11: Bye Bye [preauth]",
            ["action": "disconnected", "ip_address": "203.0.113.7"]),
        sshd(
            "Received disconnect from 203.0.113.7: 11: Bye Bye",
            ["action": "disconnected", "ip_address": "203.0.113.7"]),
        sshd(
            "Unable to negotiate with 203.0.113.7 port 1: no matching key exchange method found. Their offer: a,b [preauth]",
            ["ip_address": "203.0.113.7", "action": "disconnected"]),
        sshd(
            "fatal: Unable to negotiate with 203.0.113.7 port 1: no matching cipher found.",
            ["ip_address": "203.0.113.7", ".port": "1"]),
        sshd("Did not receive identification string from 203.0.113.7", ["ip_address": "203.0.113.7"]),
        sshd(
            "banner exchange: Connection from 203.0.113.7 port 1: invalid format",
            ["ip_address": "203.0.113.7", ".port": "1"]),
        sshd(
            "Bad protocol version identification 'x' from 192.0.2.1' from 203.0.113.7 port 31778",
            ["ip_address": "203.0.113.7", ".port": "31778"]),
        sshd(
            "reverse mapping checking getaddrinfo for a.example [203.0.113.7] failed - POSSIBLE BREAK-IN ATTEMPT!",
            ["ip_address": "203.0.113.7", ".rhost": "a.example", "action": ""]),
        sshd(
            "Address 203.0.113.7 maps to a.example, but this does not map back to the address.",
            ["ip_address": "203.0.113.7", ".rhost": "a.example"]),
        sshd("Server listening on 0.0.0.0 port 22.", ["action": "", "level": "INFO"]),
        sshd(
            "fatal: no matching mac found: client a,b server c [preauth]",
            ["action": "disconnected", "ip_address": ""]),
        sshd(
            "fatal: Read from socket failed: Connection reset by peer [preauth]", ["action": "disconnected"]),
        sshd("fatal: Unable to negotiate a key exchange method [preauth]", ["action": "disconnected"]),
        sshd(
            "error: kex_exchange_identification: Connection closed by remote host",
            ["action": "", "level": "ERROR"]),
        sshd(
            "ssh_dispatch_run_fatal: Connection from authenticating user root 203.0.113.7 port 1: Broken pipe [preauth]",
            ["action": "disconnected", "user": "root", "ip_address": "203.0.113.7"]),
        sshd(
            "drop connection #0 from [2001:db8::1]:4711 on [192.0.2.9]:22 penalty: failed authentication",
            ["action": "disconnected", "ip_address": "2001:db8::1"]),
        sshd(
            "Timeout before authentication for connection from 203.0.113.7 to 192.0.2.9, pid = 812",
            ["action": "disconnected", "ip_address": "203.0.113.7"]),
        sshd(
            "Starting session: shell on pts/0 for bob from 203.0.113.7 port 1 id 0",
            ["action": "", "user": "bob", "ip_address": "203.0.113.7"]),
        sshd(
            "Authentication tried for bob with correct key but not from a permitted host (host=h, ip=203.0.113.7, required keys).",
            ["action": "", "level": "WARNING", "ip_address": "203.0.113.7"]),
        sshd(
            "error: PAM: Have exhausted maximum number of retries for service for root from 203.0.113.7",
            ["action": "failed_login", "user": "root", "ip_address": "203.0.113.7"]),
        // Cut within its last word.
        sshd("Postponed publickey for git from 203.0.113.7 port 5 ssh", ["action": "", "user": "git"]),
        sshd(
            "Address no-address maps to a.example, but this does not map back to the address.",
            ["ip_address": "", ".rhost": "a.example"]),
        sshd("input_userauth_request: invalid user x y [preauth]", ["action": "", "user": "x y"]),
        sshd("Connection from UNKNOWN port 65535 on UNKNOWN port 65535", ["ip_address": "", ".rhost": ""]),
        sshd(
            "Nasty PTR record \"192.0.2.1\" is set up for 203.0.113.7, ignoring",
            ["ip_address": "203.0.113.7", "level": "WARNING"]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    /// Below half of MaxAuthTries sshd says `Failed` of a known user only to those who want all (VERBOSE).
    @Test func countsAnAttemptByKeyboardOnce() throws {
        func lines(_ process: Int, _ failure: String, _ user: String) -> String {
            "Nov 22 03:12:01 web1 sshd[\(process)]: \(failure) for \(user) from 203.0.113.7"
        }
        let log = [
            lines(1, "error: PAM: Authentication failure", "bob"),
            lines(1, "error: PAM: Authentication failure", "bob"),
            lines(1, "error: PAM: Authentication failure", "bob"),
            lines(2, "error: PAM: Authentication failure", "root"),
            lines(1, "Failed keyboard-interactive/pam", "bob") + " port 4711 ssh2",
            lines(2, "Failed keyboard-interactive/pam", "root") + " port 4712 ssh2",
            lines(2, "Failed keyboard-interactive/pam", "root") + " port 4712 ssh2",
            lines(2, "Failed password", "root") + " port 4712 ssh2",
            lines(3, "error: PAM: User not known to the underlying authentication module", "illegal user x"),
            lines(3, "Failed keyboard-interactive/pam", "invalid user x") + " port 4713 ssh2",
        ]
        let records = try Parsing(format: .auth).records(log.joined(separator: "\n") + "\n")
        let counted = records.map { $0["action"] as? String == "failed_login" }
        #expect(counted == [true, true, true, true, false, false, true, true, false, true])
    }

    /// Whoever logs in chooses the user's name.
    @Test(arguments: [
        sshd(
            "Failed password for invalid user test from 192.0.2.1 port 22 ssh2 from 203.0.113.7 port 1 ssh2",
            ["ip_address": "203.0.113.7", "user": "test from 192.0.2.1 port 22 ssh2"]),
        sshd(
            "Failed password for invalid user a from 192.0.2.1 port 22 ssh2: RSA SHA256:x from 203.0.113.7 port 1 ssh2",
            ["ip_address": "203.0.113.7"]),
        // A certificate that nobody trusts has a name of its owner's choice.
        sshd(
            "Failed publickey for invalid user x from 203.0.113.7 port 4 ssh2: RSA-CERT SHA256:abc ID y from 192.0.2.1 port 22 ssh2: z (serial 0) CA RSA SHA256:d",
            ["ip_address": "203.0.113.7", "user": "x"]),
        sshd(
            "Failed publickey for root from 203.0.113.7 port 4 ssh2: RSA-CERT SHA256:abc ID y from 192.0.2.1 port 22 ssh2: RSA SHA256:x ID z (serial 0) CA RSA SHA256:d",
            ["ip_address": "203.0.113.7", "user": "root"]),
        sshd(
            "Failed hostbased for bob from 203.0.113.7 port 1 ssh2: RSA SHA256:a, client user \"x from 192.0.2.1 port 22 ssh2: RSA SHA256:b\", client host \"h\"",
            ["ip_address": "203.0.113.7", "user": "bob"]),
        sshd(
            "Failed password for user from 203.0.113.7 port 20000 ssh1: ruser from 192.0.2.1",
            ["ip_address": "203.0.113.7", "user": "user"]),
        sshd(
            "Disconnecting invalid user admin 203.0.113.7 port 1: Change of username or service not allowed: (admin,ssh-connection) -> (x 192.0.2.1 port 22: y,ssh-connection) [preauth]",
            ["ip_address": "203.0.113.7", "user": "admin"]),
        sshd(
            "Disconnecting invalid user a 192.0.2.1 port 22: Too many authentication failures 203.0.113.7 port 1: Too many authentication failures [preauth]",
            ["ip_address": "203.0.113.7", "user": "a 192.0.2.1 port 22: Too many authentication failures"]),
        sshd(
            "error: kex_exchange_identification: client sent invalid protocol identifier \"x from 192.0.2.1 port 22: y\"",
            ["ip_address": ""]),
        sshd(
            "input_userauth_request: invalid user x from 192.0.2.1 port 22 [preauth]", ["ip_address": ""]),
        sshd(
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser=t rhost=192.0.2.1 rhost=203.0.113.7",
            ["ip_address": "203.0.113.7"]),
        sshd(
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=t rhost=192.0.2.1",
            ["ip_address": "203.0.113.7", "user": "t rhost=192.0.2.1"]),
        sshd("Invalid user x from 192.0.2.1 port 22 from 203.0.113.7", ["ip_address": "203.0.113.7"]),
        sshd("Invalid user from 192.0.2.1 port 22 from 203.0.113.7 port 1", ["ip_address": "203.0.113.7"]),
        sshd(
            "Connection closed by authenticating user test 192.0.2.1 port 22 203.0.113.7 port 1 [preauth]",
            ["ip_address": "203.0.113.7", "user": "test 192.0.2.1 port 22"]),
        sshd(
            "Received disconnect from 203.0.113.7 port 1:11: from 192.0.2.1 port 22 [preauth]",
            ["ip_address": "203.0.113.7"]),
        sshd(
            "Failed password for invalid user message repeated 9 times: [ x from 203.0.113.7 port 1 ssh2",
            ["count": "", "ip_address": "203.0.113.7"]),
    ])
    func cannotBeForged(line: LineCase) throws { try line.check() }

    @Test func repeatedMessagesCount() throws {
        try Self.sshd(
            "message repeated 5 times: [ Failed password for root from 203.0.113.7 port 1 ssh2]",
            [
                "count": "5", "action": "failed_login", "user": "root", "ip_address": "203.0.113.7",
                "message": "Failed password for root from 203.0.113.7 port 1 ssh2",
            ]
        ).check()
    }

    @Test(arguments: ["sshd-session", "sshd"])
    func knowsItsPrograms(program: String) throws {
        try LineCase(
            .syslog,
            "2026-11-22T03:12:01.5+01:00 web1 \(program)[9]: Failed password for a from 203.0.113.7 port 1 ssh2",
            ["action": "failed_login", "service": program, "timestamp": "1795313521.5"]
        ).check()
    }

    @Test func oldTagOfPAMCountsTheAttempt() throws {
        try LineCase(
            .auth,
            "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=218.188.2.4 ",
            [
                "action": "failed_login", "service": "sshd", "ip_address": "218.188.2.4", "user": "",
                ".pid": "19939",
            ]
        ).check()
    }
}
