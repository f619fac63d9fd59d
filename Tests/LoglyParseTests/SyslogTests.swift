import LoglyShared
import Testing

@testable import logly_parse

@Suite struct SyslogTests {
    @Test(arguments: [
        LineCase(
            .auth,
            "Nov 22 03:12:01 web1 sudo:      bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/sh -c a ; b",
            [
                "action": "sudo", "user": "bob", ".target": "root", ".command": "/bin/sh -c a ; b",
                "level": "INFO",
                "message": "bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/sh -c a ; b",
            ]),
        LineCase(
            .auth,
            "Nov 22 03:12:01 web1 sudo: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
            [
                "action": "sudo", "user": "bob", ".reason": "user NOT in sudoers", ".refused": "1",
                "level": "WARNING",
            ]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 sudo: bob : unable to resolve host web1: Name or service not known",
            ["action": "", "user": "bob", ".refused": "", "level": "WARNING"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 sudo: bob : (command continued) --force ; COMMAND=/bin/false",
            ["action": "", "user": "bob", ".command": "--force ; COMMAND=/bin/false", "level": "INFO"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 su: FAILED SU (to root) bob on pts/0",
            ["action": "su", "user": "bob", ".target": "root", ".refused": "1"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 su[9]: (to root) bob on pts/0",
            ["action": "su", "user": "bob", ".target": "root", ".refused": ""]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 su[9]: Successful su for root by bob",
            ["action": "su", "user": "bob", ".target": "root"]),
        LineCase(
            .auth,
            "Nov 22 03:12:01 web1 su: pam_unix(su:session): session opened for user root(uid=0) by bob(uid=1000)",
            ["action": "session_opened", "user": "bob", ".target": "root"]),
        LineCase(
            .auth,
            "Nov 22 03:12:01 web1 login[9]: FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure",
            ["action": "failed_login", "user": "root"]),
        LineCase(
            .auth,
            "Nov 22 03:12:01 web1 vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=an8 rhost=www3.example.com",
            ["action": "failed_login", "user": "an8", ".rhost": "www3.example.com", "ip_address": ""]),
        LineCase(
            .auth,
            "Nov 22 03:12:01 web1 useradd[9]: new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/sh, from=none",
            ["action": "user_changed", "user": "bob"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 passwd[9]: pam_unix(passwd:chauthtok): password changed for bob",
            ["action": "user_changed", "user": "bob"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 usermod[9]: add 'bob' to group 'sudo'",
            ["action": "user_changed", "user": "bob", ".group": "sudo"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 passwd[9]: password for 'bob' changed by 'root'",
            ["action": "user_changed", "user": "bob", ".by": "root"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 usermod[9]: lock user 'bob' password",
            ["action": "user_changed", "user": "bob"]),
        LineCase(
            .syslog, "Nov 22 03:12:01 web1 CRON[9]: (root) CMD (run-parts /etc/cron.hourly)",
            ["user": "root", ".command": "run-parts /etc/cron.hourly", "service": "CRON"]),
        LineCase(
            .auth, "Nov 22 03:12:01 web1 systemd-logind[9]: New session 3 of user bob.",
            ["action": "", "user": "bob", ".session": "3"]),
        LineCase(
            .syslog,
            "Nov 22 03:12:01 web1 kernel: [ 12.345678] [UFW BLOCK] IN=eth0 OUT= MAC=52:54 SRC=203.0.113.7 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=4711 DPT=22 SYN",
            [
                "action": "firewall_block", "ip_address": "203.0.113.7", ".dst": "192.0.2.1", ".dpt": "22",
                ".spt": "4711", ".proto": "TCP", ".in": "eth0", ".out": "",
            ]),
        LineCase(
            .syslog,
            "Nov 22 03:12:01 web1 kernel: [UFW ALLOW] IN=eth0 OUT= SRC=203.0.113.7 DST=192.0.2.1 PROTO=TCP DPT=22",
            ["action": "", "ip_address": "203.0.113.7"]),
        LineCase(
            .syslog,
            "Nov 22 03:12:01 web1 kernel: Out of memory: Killed process 4711 (java) total-vm:1kB, anon-rss:1kB",
            ["action": "oom_kill", ".victim": "java", ".victim_pid": "4711", "level": "ERROR"]),
        LineCase(
            .syslog, "Nov 22 03:12:01 web1 systemd[1]: nginx.service: Failed with result 'exit-code'.",
            ["action": "service_failed", ".unit": "nginx.service", ".result": "exit-code", "level": "ERROR"]),
        LineCase(
            .syslog, "Nov 22 03:12:01 web1 systemd[1]: Started nginx.service - A web server.",
            ["action": "service_started", ".unit": "nginx.service"]),
        LineCase(
            .syslog, "Nov 22 03:12:01 web1 systemd[1]: Stopped A web server.",
            ["action": "service_stopped", ".unit": "A web server"]),
        LineCase(
            .syslog,
            "<34>1 2003-10-11T22:14:15.003Z host su 12 ID47 [ex@1 a=\"b\\\"c\" d=\"]\"] \u{FEFF}'su root' failed",
            [
                "level": "CRITICAL", "timestamp": "1065910455.003", "service": "su", ".msgid": "ID47",
                ".ex@1.a": "b\"c",
                ".pid": "12", ".hostname": "host", "message": "'su root' failed",
            ]),
        LineCase(
            .syslog, "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 - 8710 - - %% It's time",
            ["timestamp": "1061727255.000003", "service": "", ".hostname": "192.0.2.1", ".pid": "8710"]),
        LineCase(.syslog, "<11>Nov 22 03:12:01 web1 app: x", ["level": "ERROR", "service": "app"]),
        LineCase(.syslog, "Nov 22 03:12:01 web1 auth.err app[1]: x", ["level": "ERROR", "service": "app"]),
        LineCase(
            .syslog, "Nov 22 03:12:01 sshd[8148]: Connection closed by 203.0.113.7",
            ["service": "sshd", ".hostname": ""]),
        LineCase(.syslog, "Nov 22 03:12:01 web1 last message repeated 3 times", ["count": "3"]),
        LineCase(.syslog, "Nov 22 03:12:01 web1 app: fail2ban saw no errors in error.log", ["level": "INFO"]),
        LineCase(.syslog, "Nov 22 03:12:01 web1 app: an Error came", ["level": "ERROR"]),
        LineCase(
            .syslog, "Nov 31 03:12:01 web1 app: x",
            [".unparsed": "1", "message": "Nov 31 03:12:01 web1 app: x", "service": ""]),
        LineCase(.syslog, "nothing of it", [".unparsed": "1"]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    /// The latest year that puts a line no more than a day ahead.
    @Test(arguments: [
        ("Nov 23 12:00:00", "1795435200"), ("Nov 23 12:00:01", "1763899201"),
        ("Dec 31 23:59:59", "1767225599"),
        ("Jan  1 00:00:00", "1767225600"), ("Feb 29 00:00:00", "1709164800"),
    ])
    func fillsInTheYear(time: String, expected: String) throws {
        try LineCase(.syslog, "\(time) web1 app: x", ["timestamp": expected]).check()
    }

    @Test func aLineWithoutATimeHasThatOfTheLineBefore() throws {
        let records = try Parsing(format: .auth).records("first\nNov 22 03:12:01 h a: b\nsecond\n")
        #expect(records.map { "\($0["timestamp"] ?? "")" } == ["1795348800", "1795317121", "1795317121"])
    }
}
