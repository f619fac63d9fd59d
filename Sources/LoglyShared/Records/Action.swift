/// What an event tells that somebody or something did, as far as Logly knows it.
public enum Action: String, Sendable, CaseIterable {
    case failedLogin = "failed_login"
    case successfulLogin = "successful_login"
    case invalidUser = "invalid_user"
    case disconnected
    case sessionOpened = "session_opened"
    case sessionClosed = "session_closed"
    case sudo
    case su
    case userChanged = "user_changed"
    case ban
    case unban
    case found
    case httpRequest = "http_request"
    case firewallBlock = "firewall_block"
    case oomKill = "oom_kill"
    case serviceFailed = "service_failed"
    case serviceStarted = "service_started"
    case serviceStopped = "service_stopped"
    case slowQuery = "slow_query"
    case dbError = "db_error"
    case exception
}
