import ArgumentParser
import LoglyShared

/// Which report is asked for: exactly one.
struct QuestionOptions: ParsableArguments {
    @Flag(help: "How well each machine is, 0 to 100, and why.")
    var health = false
    @Flag(help: "Attacks, and the addresses that they come from.")
    var security = false
    @Flag(help: "Load, and what is short.")
    var performance = false
    @Flag(help: "Errors, grouped by what they say.")
    var errors = false
    @Flag(help: "Addresses by their threat score.")
    var ips = false
    @Flag(help: "Everything that somebody should look at.")
    var issues = false
    @Flag(help: "How the measures change.")
    var trends = false
    @Option(
        help: ArgumentHelp("All that is known of an address, a user or a text.", valueName: "what"))
    var trace: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The least threat score of --ips (default: 70).", valueName: "n"))
    var threshold: Double?

    func validate() throws {
        let asked = [health, security, performance, errors, ips, issues, trends, trace != nil]
        guard asked.filter({ $0 }).count == 1 else {
            throw ValidationError(
                "Ask for one of --health, --security, --performance, --errors, --ips, --issues, --trends, --trace WHAT"
            )
        }
        if let threshold {
            guard ips else { throw ValidationError("--threshold belongs to --ips") }
            guard (0...100).contains(threshold) else {
                throw ValidationError("--threshold must be a number from 0 to 100")
            }
        }
        if trace?.isEmpty == true { throw ValidationError("--trace needs something to look for") }
    }

    /// nil with `--trace` and `--trends`, which show no findings.
    func report(_ configuration: Configuration) -> Report? {
        if security { return .security }
        if performance { return .performance }
        if errors { return .errors }
        if issues { return .issues }
        if ips { return .ips(threshold: threshold ?? configuration.query.thresholds.threatScoreHigh) }
        return health ? .health : nil
    }
}
