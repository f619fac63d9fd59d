import LoglyShared

/// The fields of an event by the names that loggers give them.
enum FieldName {
    case time, level, message, address, user, service

    init?(_ key: Bytes) {
        guard let name = Self.names[key.count] else { return nil }
        for (text, field) in name where key.equals(text) {
            self = field
            return
        }
        return nil
    }

    /// By their length. structlog, pino, bunyan, zap, logrus, slog, monolog, Serilog's CLEF, ECS, Docker and web servers.
    private static let names: [Int: [(StaticString, FieldName)]] = {
        let all: [(FieldName, [StaticString])] = [
            (
                .time,
                [
                    "timestamp", "time", "ts", "@timestamp", "datetime", "asctime", "@t", "date",
                    "time_iso8601", "eventTime",
                    "t.$date",
                ]
            ),
            (
                .level,
                [
                    "level", "levelname", "severity", "log.level", "lvl", "loglevel", "level_name",
                    "logLevel", "@l", "levelName",
                ]
            ),
            (.message, ["message", "msg", "event", "@m", "@mt", "log", "MESSAGE"]),
            (
                .address,
                [
                    "ip_address", "ip", "remote_addr", "client_ip", "remote_ip", "client.ip", "source.ip",
                    "ClientHost",
                    "src_ip", "remoteAddress", "req.remoteAddress", "request.remote_ip", "request.client_ip",
                    "clientip",
                    "client_addr", "client.address", "source.address",
                ]
            ),
            (.user, ["user", "username", "user.name", "remote_user", "user_name"]),
            (.service, ["service", "service.name"]),
        ]
        var names: [Int: [(StaticString, FieldName)]] = [:]
        for (field, texts) in all {
            for text in texts { names[text.utf8CodeUnitCount, default: []].append((text, field)) }
        }
        return names
    }()
}

extension Level {
    /// pino's and bunyan's: 10 for trace to 60 for fatal.
    init?(number: Bytes) {
        switch number.integer {
        case 10, 20: self = .debug
        case 30: self = .info
        case 40: self = .warning
        case 50: self = .error
        case 60: self = .critical
        default: return nil
        }
    }
}

extension Timestamp {
    /// Seconds, milliseconds, micro- or nanoseconds since the epoch, told apart by their size; nil where the number is no
    /// time of this age.
    init?(epochNumber text: Bytes) {
        var seconds = JSONNumber.double(text)
        while seconds.magnitude > 1e11, seconds.magnitude < 1e20 { seconds /= 1000 }
        guard seconds.magnitude <= 1e11 else { return nil }
        self.init(seconds: seconds)
    }
}
