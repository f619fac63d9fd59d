import LoglyShared

/// Which program's rules read a message.
enum ProgramRules {
    /// Reads the message of `event.service`, whose time, host and process are known already.
    static func read(_ message: Bytes, into event: inout LogEvent) {
        // Modules of PAM name themselves, whatever program they run in.
        if message.has("pam_") || message.has("PAM ") || message.has("(pam_") {
            if PAMRules.read(message, into: &event) { return }
        }
        let program = event.service
        switch program.count {
        case 2 where program.equals("su"):
            if AccountRules.readSu(message, into: &event) { return }
        case 4 where program.equals("sshd"):
            return SSHRules.read(message, into: &event)
        case 4 where program.equals("sudo"):
            if AccountRules.readSudo(message, into: &event) { return }
        case 4 where program.equals("cron") || program.equals("CRON"), 5 where program.equals("CROND"),
            5 where program.equals("crond"), 7 where program.equals("anacron") || program.equals("crontab"):
            if AccountRules.readCron(message, into: &event) { return }
        case 5 where program.equals("login"):
            if AccountRules.readLogin(message, into: &event) { return }
        case 6 where program.equals("kernel"):
            if KernelRules.read(message, into: &event) { return }
        case 7 where program.equals("systemd"):
            if SystemdRules.read(message, into: &event) { return }
        case 12 where program.equals("sshd-session"), 9 where program.equals("sshd-auth"):
            return SSHRules.read(message, into: &event)
        case 14 where program.equals("systemd-logind"):
            if SystemdRules.readLogind(message, into: &event) { return }
        case 12 where program.equals("systemd-oomd"):
            if SystemdRules.readOOMDaemon(message, into: &event) { return }
        case 8 where program.equals("dropbear"):
            if DropbearRules.read(message, into: &event) { return }
        default:
            if program.ends(with: ")"), let open = program.find(UInt8(ascii: "(")), open > 0 {
                // Before 2004 PAM stood in the tag: `sshd(pam_unix)[812]: authentication failure; …`.
                event.service = program.part(0, open)
                if PAMRules.readOld(message, into: &event) { return }
            } else if program.has("fail2ban") {
                if Fail2banFormat.readLogged(message, into: &event) { return }
            } else if program.has("postgres") || program.equals("postmaster") {
                if PostgreSQLFormat.readLogged(message, into: &event) { return }
            } else if ShadowRules.isOne(program) {
                if ShadowRules.read(message, into: &event) { return }
            } else if program[safe: 0] == UInt8(ascii: "("), message.find(": Failed ") != nil {
                // systemd's child, before it has become the program: `(existent)`.
                if SystemdRules.read(message, into: &event) { return }
            }
        }
        event.level = LevelWords.level(in: message) ?? event.level
    }
}
