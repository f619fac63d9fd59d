import LoglyShared

/// The fields of an event by the names that loggers give them.
enum FieldName {
    case time, level, message, address, user, service

    init?(_ key: Bytes) {
        func isOne(_ a: StaticString, _ b: StaticString, _ c: StaticString = "", _ d: StaticString = "")
            -> Bool
        {
            key.equals(a) || key.equals(b) || key.equals(c) || key.equals(d)
        }
        if isOne("timestamp", "time", "ts", "@timestamp") || isOne("datetime", "asctime") {
            self = .time
        } else if isOne("level", "levelname", "severity", "log.level") || isOne("lvl", "loglevel") {
            self = .level
        } else if isOne("message", "msg", "event") {
            self = .message
        } else if isOne("ip_address", "ip", "remote_addr", "client_ip")
            || isOne("remote_ip", "client.ip", "source.ip")
        {
            self = .address
        } else if isOne("user", "username", "user.name") {
            self = .user
        } else if isOne("service", "service.name") {
            self = .service
        } else {
            return nil
        }
    }
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
