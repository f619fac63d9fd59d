import LoglyShared
import Testing

@testable import logly_parse

@Suite struct JournalTests {
    static let time = "\"__REALTIME_TIMESTAMP\":\"1795317121123456\""

    @Test(arguments: [
        LineCase(
            .journal,
            "{\(time),\"PRIORITY\":\"6\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"812\",\"_HOSTNAME\":\"web1\",\"_SYSTEMD_UNIT\":\"ssh.service\",\"MESSAGE\":\"Failed password for bob from 203.0.113.7 port 4711 ssh2\"}",
            [
                "timestamp": "1795317121.123456", "action": "failed_login", "user": "bob",
                "ip_address": "203.0.113.7", "service": "sshd", ".pid": "812", ".hostname": "web1",
                ".unit": "ssh.service",
            ]),
        LineCase(
            .journal, "{\(time),\"PRIORITY\":\"3\",\"_COMM\":\"x\",\"MESSAGE\":[104,195,164,10,255]}",
            ["message": "hä\n\u{FFFD}", "level": "ERROR", "service": "x"]),
        LineCase(
            .journal, "{ \(time) , \"MESSAGE\" : \"a \\\"b\\\"\\n\" }",
            ["message": "a \"b\"\n", "level": "INFO"]),
        LineCase(
            .journal,
            "{\(time),\"PRIORITY\":\"4\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"[UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP DPT=22\"}",
            ["action": "firewall_block", "ip_address": "192.0.2.1", ".dpt": "22"]),
        LineCase(
            .journal,
            "{\(time),\"SYSLOG_IDENTIFIER\":\"systemd\",\"UNIT\":\"a.service\",\"_SYSTEMD_UNIT\":\"init.scope\",\"MESSAGE\":\"nginx.service: Failed with result 'exit-code'.\"}",
            ["action": "service_failed", ".unit": "nginx.service"]),
        LineCase(.journal, "{\(time),\"MESSAGE\":[\"first\",\"second\"]}", ["message": "first"]),
        LineCase(.journal, "{\(time),\"MESSAGE\":null}", ["timestamp": "1795317121.123456"]),
        LineCase(.journal, "{\"MESSAGE\":\"no time\"}", [".unparsed": "1"]),
        LineCase(.journal, "{\(time),\"MESSAGE\":\"cut", [".unparsed": "1"]),
    ])
    func reads(line: LineCase) throws { try line.check() }
}
