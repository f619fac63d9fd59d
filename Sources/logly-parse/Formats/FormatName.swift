import LoglyShared

/// The formats that there are: those that the configuration accepts, by the same names as `--format`.
typealias FormatName = LogFormatName

extension LogFormatName {
    /// A format for one log, from its start to its end.
    func makeFormat(_ settings: FormatSettings) -> any LogFormat {
        switch settings.layout {
        case .access(let template): return AccessTemplateFormat(settings, template: template)
        case .python(let template): return PythonTemplateFormat(settings, template: template)
        case .pattern(let pattern, let time):
            return PatternFormat(settings, pattern: pattern, time: time)
        case .postgresql, nil: break
        }
        return switch self {
        case .auth, .syslog: SyslogFormat(settings)
        case .fail2ban: Fail2banFormat(settings)
        case .nginx: NginxFormat(settings)
        case .nginxError: NginxErrorFormat(settings)
        case .apache: NginxFormat(settings, style: .apache)
        case .apacheError: ApacheErrorFormat(settings)
        case .django, .python: PythonFormat(settings)
        case .postgresql: PostgreSQLFormat(settings)
        case .json: JSONFormat(settings)
        case .logfmt: LogfmtFormat(settings)
        case .journal: JournalFormat(settings)
        case .generic: GenericFormat(settings)
        case .auto: AutoFormat(settings)
        }
    }

    /// A line of it.
    var example: String {
        switch self {
        case .auth:
            "Nov 22 03:12:01 web1 sshd[812]: Failed password for invalid user admin from 203.0.113.7 port 4711 ssh2"
        case .syslog:
            "2026-11-22T03:12:01.123456+01:00 web1 systemd[1]: nginx.service: Failed with result 'exit-code'."
        case .fail2ban:
            "2026-11-22 03:12:01,123 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.7"
        case .nginx:
            "203.0.113.7 - - [22/Nov/2026:03:12:01 +0100] \"GET /admin HTTP/1.1\" 404 153 \"-\" \"curl/8.5.0\""
        case .nginxError:
            "2026/11/22 03:12:01 [error] 812#812: *7 open() \"/srv/x\" failed (2: No such file or directory), client: 203.0.113.7"
        case .apache: "203.0.113.7 - bob [22/Nov/2026:03:12:01 +0100] \"GET /admin HTTP/1.1\" 401 381"
        case .apacheError:
            "[Sun Nov 22 03:12:01.123456 2026] [core:error] [pid 812:tid 7] [client 203.0.113.7:4711] AH00037: Symbolic link not allowed: /srv/x"
        case .django: "ERROR 2026-11-22 03:12:01,123 log 812 140221 Internal Server Error: /checkout"
        case .python: "2026-11-22 03:12:01,123 - shop.orders - ERROR - cannot reach the bank"
        case .postgresql: "2026-11-22 03:12:01.123 UTC [812] bob@shop ERROR:  relation \"x\" does not exist"
        case .json:
            #"{"time":"2026-11-22T03:12:01Z","level":"error","msg":"cannot reach the bank","order":7}"#
        case .logfmt: #"time=2026-11-22T03:12:01Z level=error msg="cannot reach the bank" order=7"#
        case .journal:
            #"{"__REALTIME_TIMESTAMP":"1795317121123456","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd","_PID":"812","MESSAGE":"Accepted publickey for bob from 203.0.113.7 port 4711 ssh2"}"#
        case .auto: "2026-11-22T03:12:01+01:00 web1 sshd[812]: Invalid user admin from 203.0.113.7 port 4711"
        case .generic: "2026-11-22 03:12:01 ERROR backup: disk is full"
        }
    }
}
