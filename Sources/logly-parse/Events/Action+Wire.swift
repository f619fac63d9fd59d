import LoglyShared

extension Action {
    /// The wire's word as bytes that need no copy; the same as `rawValue`.
    var wireName: StaticString {
        switch self {
        case .failedLogin: "failed_login"
        case .successfulLogin: "successful_login"
        case .invalidUser: "invalid_user"
        case .disconnected: "disconnected"
        case .sessionOpened: "session_opened"
        case .sessionClosed: "session_closed"
        case .sudo: "sudo"
        case .su: "su"
        case .userChanged: "user_changed"
        case .ban: "ban"
        case .unban: "unban"
        case .found: "found"
        case .httpRequest: "http_request"
        case .firewallBlock: "firewall_block"
        case .oomKill: "oom_kill"
        case .serviceFailed: "service_failed"
        case .serviceStarted: "service_started"
        case .serviceStopped: "service_stopped"
        case .slowQuery: "slow_query"
        case .dbError: "db_error"
        case .exception: "exception"
        }
    }
}
