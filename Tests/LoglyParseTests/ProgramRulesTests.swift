import LoglyShared
import Testing

@testable import logly_parse

/// What the programs of a server say besides sshd.
@Suite struct ProgramRulesTests {
    private static func line(_ tag: String, _ message: String, _ fields: [String: String]) -> LineCase {
        LineCase(.syslog, "Nov 22 03:12:01 web1 \(tag): \(message)", fields)
    }

    @Test(arguments: [
        line(
            "sudo", "bob : TTY=pts/0 ; PWD=/ ; USER=root ; GROUP=adm ; COMMAND=list",
            ["action": "sudo", ".command": "list", ".group": "adm", ".refused": ""]),
        line(
            "sudo", "bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
            ["action": "sudo", ".refused": "1", ".reason": "3 incorrect password attempts"]),
        line(
            "su",
            "pam_unix(su-l:auth): authentication failure; logname= uid=1000 euid=0 tty=pts/0 ruser=bob rhost=  user=root",
            ["action": "failed_login", "user": "bob", ".target": "root"]),
        line(
            "postgres[812]",
            "[5-1] 2026-11-22 03:12:01.123 UTC [812] bob@shop ERROR:  relation \"x\" does not exist at character 15",
            [
                "action": "db_error", "level": "ERROR", "user": "bob", ".database": "shop", ".pid": "812",
                "message": "relation \"x\" does not exist at character 15", "timestamp": "1795317121",
            ]),
        line(
            "postgres[812]",
            "[7-1] 203.0.113.7(4711) bob@shop FATAL:  password authentication failed for user \"bob\"",
            ["action": "failed_login", "ip_address": "203.0.113.7", "user": "bob"]),
        line("postgres[812]", "[5-2] STATEMENT:  select error from x", ["action": "", "level": "INFO"]),
        line("postgres[812]", "[5-3] #011where y", ["action": "", "level": "INFO"]),
        // The directory is the user's.
        line(
            "sudo", "bob : TTY=pts/0 ; PWD=/tmp/a ; TTY=x ; PWD=/y ; USER=root ; COMMAND=/bin/ls",
            ["action": "sudo", ".tty": "pts/0", ".pwd": "/tmp/a", ".target": "root"]),
        line("su", "+ /dev/pts/0 bob:root", ["action": "su", "user": "bob", ".target": "root"]),
        line(
            "vsftpd[9]",
            "pam_unix(vsftpd:auth): 2 more authentication failures; logname= uid=0 euid=0 tty=ftp ruser=a rhost=203.0.113.7  user=a",
            ["action": "failed_login", "count": "2", "user": "a", "ip_address": "203.0.113.7"]),
        line(
            "sshd[9]",
            "pam_unix(sshd:auth): 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=a",
            ["action": "", "count": "", "user": "a"]),
        line(
            "proftpd",
            "(pam_unix) authentication failure; logname= uid=0 euid=0 tty= ruser= rhost=203.0.113.7  user=mark",
            ["action": "failed_login", "user": "mark", "ip_address": "203.0.113.7"]),
        line(
            "sshd[9]",
            "pam_faillock(sshd:auth): Consecutive login failures for user bob account temporarily locked",
            ["action": "", "user": "bob", "level": "WARNING"]),
        // login tells the attempt itself, as sshd does.
        line(
            "login[9]",
            "pam_unix(login:auth): authentication failure; logname=LOGIN uid=0 euid=0 tty=tty1 ruser= rhost=  user=root",
            ["action": "", "user": "root"]),
        line(
            "login[9]",
            "FAILED LOGIN (1) on '/dev/pts/0' from '203.0.113.7' FOR 'x FROM 192.0.2.1', Authentication failure",
            ["action": "failed_login", "user": "x FROM 192.0.2.1", "ip_address": "203.0.113.7"]),
        line(
            "login[9]", "FAILED LOGIN 1 FROM tty1 FOR root, Authentication failure",
            ["action": "failed_login", "user": "root", ".rhost": ""]),
        line("login[9]", "ROOT LOGIN  on '/dev/tty1'", ["action": "successful_login", "user": "root"]),
        line(
            "login[9]", "LOGIN ON pts/0 BY bob FROM 203.0.113.7",
            ["action": "successful_login", "user": "bob", "ip_address": "203.0.113.7"]),
        line(
            "groupadd[9]", "group added to /etc/group: name=ops, GID=1002",
            ["action": "user_changed", ".group": "ops"]),
        line("userdel[9]", "delete 'eve' from group 'sudo'", ["user": "eve", ".group": "sudo"]),
        line("userdel[9]", "removed group 'eve' owned by 'bob'", ["user": "", ".group": "eve"]),
        line("groupmod[9]", "group changed in /etc/gshadow (group ops, new name: x)", [".group": "ops"]),
        line(
            "gpasswd[9]", "user bob removed by root from group ops",
            ["user": "root", ".target": "bob", ".group": "ops"]),
        line(
            "chsh[9]", "changed user 'eve' shell to '/bin/bash'", ["action": "user_changed", "user": "eve"]),
        line("useradd[9]", "add `bob' to group `sudo'", ["user": "bob", ".group": "sudo"]),
        line(
            "useradd[9]", "failed adding user 'bob', exit code: 9",
            ["action": "", "user": "bob", "level": "WARNING"]),
        line("userlandd[9]", "new thing", ["action": ""]),
        line("CRON[9]", "(CRON) info (No MTA installed, discarding output)", ["user": "", "level": "INFO"]),
        line("cron[9]", "(*system*bad) ERROR (Syntax error)", ["user": "", "level": "ERROR"]),
        line("crontab[9]", "(root) REPLACE (bob)", ["user": "root"]),
        line(
            "systemd[1]", "Unit nginx.service entered failed state.",
            ["action": "service_failed", ".unit": "nginx.service"]),
        line("systemd[1]", "nginx.service failed.", ["action": ""]),
        line(
            "systemd[1]", "Timed out starting A web server.",
            ["action": "service_failed", ".unit": "A web server"]),
        line(
            "systemd[1]", "Dependency failed for dep.service.",
            ["action": "service_failed", ".unit": "dep.service"]),
        line(
            "systemd[1]", "dep.service: Start request repeated too quickly.",
            ["level": "WARNING", ".unit": "dep.service"]),
        line("systemd[1]", "Stopped target Multi-User System.", ["action": ""]),
        line("systemd[1]", "Started session-3.scope - Session 3 of User bob.", ["action": ""]),
        line(
            "(existent)[9]", "bad.service: Failed at step EXEC spawning /x: No such file or directory",
            ["level": "ERROR", ".unit": "bad.service"]),
        line(
            "systemd-logind[9]", "New session '3' of user 'bob' with class 'user' and type 'tty'.",
            ["user": "bob", ".session": "3"]),
        line(
            "systemd-oomd[9]", "Killed /system.slice/a.service due to memory pressure for /system.slice",
            ["action": "oom_kill", ".victim": "/system.slice/a.service"]),
        line(
            "kernel", "IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP IN=eth1 SRC=192.0.2.3",
            [".in": "eth0", "ip_address": "192.0.2.1"]),
        line(
            "kernel", "Out of memory: Kill process 7 (mysqld) score 900 or sacrifice child",
            ["action": "", "level": "WARNING"]),
        line(
            "kernel", "Killed process 7, UID 27, (mysqld) total-vm:1kB",
            ["action": "oom_kill", ".victim": "mysqld", ".victim_pid": "7"]),
        line(
            "kernel", "Memory cgroup out of memory: Killed process 7 (python3) total-vm:1kB",
            ["action": "oom_kill"]),
        line(
            "kernel", "nft drop: IN=eth0 OUT= MAC= SRC=fe80::1 DST=ff02::1 LEN=60 PROTO=ICMPv6 TYPE=130",
            ["action": "firewall_block", "ip_address": "fe80::1", ".proto": "ICMPv6"]),
        line("kernel", "nft accept: IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=UDP", ["action": ""]),
        line(
            "kernel",
            "DROP IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=ICMP TYPE=3 [SRC=198.51.100.1 DST=192.0.2.3 PROTO=TCP DPT=2 ]",
            ["ip_address": "192.0.2.1", ".dpt": ""]),
        line(
            "dropbear[9]", "Bad password attempt for 'root' from 203.0.113.7:60588",
            ["action": "failed_login", "user": "root", "ip_address": "203.0.113.7", ".port": "60588"]),
        line(
            "dropbear[9]", "Login attempt for nonexistent user from ::ffff:203.0.113.7:60495",
            ["action": "invalid_user", "ip_address": "203.0.113.7"]),
        line(
            "dropbear[9]", "Pubkey auth succeeded for 'bob' with ssh-ed25519 key SHA256:a from 203.0.113.7:1",
            ["action": "successful_login", "user": "bob"]),
        line(
            "dropbear[9]", "Exit before auth from <203.0.113.7:1>: Exited normally",
            ["action": "disconnected", "ip_address": "203.0.113.7"]),
        line(
            "fail2ban.actions[9]", "NOTICE [postfix-auth] Ban 203.0.113.7",
            [
                "action": "ban", "service": "postfix-auth", "ip_address": "203.0.113.7",
                "message": "Ban 203.0.113.7",
                ".component": "fail2ban.actions", ".pid": "9",
            ]),
        line(
            "fail2ban-server[9]", "fail2ban.actions        [9]: NOTICE  [sshd] Unban 2001:db8::1",
            ["action": "unban", "service": "sshd", "ip_address": "2001:db8::1", ".pid": "9"]),
        line("fail2ban-server[9]", "Server ready", ["action": "", "service": "fail2ban-server"]),
        line(
            "su", "BAD SU bob to root on /dev/pts/0",
            ["action": "su", "user": "bob", ".target": "root", ".refused": "1"]),
        line(
            "su", "bob to root on /dev/pts/0",
            ["action": "su", "user": "bob", ".refused": "", ".tty": "/dev/pts/0"]),
        LineCase(
            .syslog, "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
            ["action": "su", "user": "lonvick", ".target": "root", ".tty": "/dev/pts/8", "level": "CRITICAL"]),
        // To sshd it is fatal, and of priority 2.
        LineCase(
            .syslog,
            "<34>Nov 22 03:12:01 web1 sshd[9]: fatal: Timeout before authentication for 203.0.113.7 port 1",
            ["action": "disconnected", "level": "WARNING"]),
        LineCase(
            .syslog,
            "<35>Nov 22 03:12:01 web1 sshd[9]: error: Received disconnect from 203.0.113.7 port 1:3: x [preauth]",
            ["action": "disconnected", "level": "INFO"]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    /// What stands before the message, in the forms that syslogd's many relatives write.
    @Test(arguments: [
        LineCase(
            .syslog, "Nov 22 03:12:01.123456 web1 app[1]: x",
            ["timestamp": "1795317121.123456", "service": "app"]),
        LineCase(
            .syslog, "Nov 22 2025 03:12:01 web1 app[1]: x", ["timestamp": "1763781121", "service": "app"]),
        LineCase(
            .syslog, "Nov  2 2025 03:12:01.5 web1 app[1]: x", ["timestamp": "1762053121.5", "service": "app"]),
        LineCase(
            .syslog, "Nov 2 03:12:01,25 web1 app[1]: x", ["timestamp": "1793589121.25", ".hostname": "web1"]),
        LineCase(.syslog, "Nov 31 2025 03:12:01 web1 app[1]: x", [".unparsed": "1"]),
        LineCase(
            .syslog, "Nov 22 03:12:01 [sshd]: User root from 203.0.113.7 not allowed because x",
            ["service": "sshd", "action": "invalid_user", ".hostname": ""]),
        LineCase(
            .syslog, "Nov 22 03:12:01 [sshd] User root from 203.0.113.7 not allowed because x",
            ["service": "sshd", "user": "root"]),
    ])
    func readsHeads(line: LineCase) throws { try line.check() }
}
