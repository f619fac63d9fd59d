import LoglyShared
import Testing

@testable import logly_parse

@Suite struct LogfmtTests {
    @Test(arguments: [
        LineCase(
            .logfmt,
            #"time="2026-11-22T03:12:01Z" level=error msg="cannot reach \"the\" bank" order=7 ok=true"#,
            [
                "timestamp": "1795317121", "level": "ERROR", "message": "cannot reach \"the\" bank",
                ".order": "7", ".ok": "true",
            ]),
        LineCase(
            .logfmt, "ts=1795317121.5 lvl=warn service=api ip=203.0.113.7 user=bob cached",
            [
                "level": "WARNING", "service": "api", "ip_address": "203.0.113.7", "user": "bob",
                ".cached": "1",
            ]),
        LineCase(
            .logfmt, "ts=1795317121123 msg=hello id=\"12\"", ["timestamp": "1795317121.123", ".id": "12"]),
        LineCase(.logfmt, "level=info msg= a=", ["message": "level=info msg= a=", ".a": ""]),
        LineCase(.logfmt, "msg=x e=\"a\\x00b\"", [".e": "a\\x00b"]),
        LineCase(
            .logfmt,
            #"timestamp='2026-11-22T03:12:01Z' level='error' event='it isn\'t there' user='bob' n=3"#,
            [
                "timestamp": "1795317121", "level": "ERROR", "message": #"it isn\'t there"#, "user": "bob",
                ".n": "3",
            ]),
        LineCase(.logfmt, "level=info msg='tis", ["message": "'tis", "level": "INFO"]),
        LineCase(.logfmt, "no pairs at all", [".unparsed": "1"]),
        LineCase(.logfmt, "a=\"not closed", [".unparsed": "1"]),
        LineCase(.logfmt, "=value", [".unparsed": "1"]),
    ])
    func reads(line: LineCase) throws { try line.check() }
}
