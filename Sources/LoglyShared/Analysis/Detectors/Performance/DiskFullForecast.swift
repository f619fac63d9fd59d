/// A file system that will be full within `disk_full_forecast_days` at the rate at which it fills up.
///
/// The rate is the slope of a line through what was available. It counts as a trend only where the line explains
/// at least 80 % of the variance (one step explains at most 75 %), the slope is over three times its standard
/// error, both halves of the data fall, and the later one at half the rate at least. It looks ahead at most
/// fourteen times as far as the data go back.
enum DiskFullForecast: Detector {
    static let kind = IssueKind.diskFullForecast

    static let leastPoints = 6
    static let leastFit = 0.8
    static let reach = 14.0

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.diskForecastDays * 86_400
        var issues: [Issue] = []
        for filesystem in seen.filesystems {
            for mount in filesystem.current(interval: seen.interval(of: filesystem.host)) {
                guard let forecast = forecast(mount), forecast.seconds <= limit else { continue }
                issues.append(issue(seen.hosts[filesystem.host], mount, forecast, seen))
            }
        }
        return issues
    }

    struct Forecast {
        /// Until nothing is available.
        let seconds: Double
        let line: Series.Line
        var bytesPerDay: Double { -line.slope * 86_400 }
    }

    /// nil where there is no trend, or it reaches further than the data support.
    static func forecast(_ mount: FilesystemActivity.Mount) -> Forecast? {
        guard let available = mount.latest.available, available > 0, let line = mount.available.line,
            let halves = mount.available.halves
        else { return nil }
        guard line.count >= leastPoints, line.slope < 0, line.fit >= leastFit,
            -line.slope > 3 * line.slopeError, halves.earlier.slope < 0,
            halves.later.slope <= line.slope / 2
        else { return nil }
        let seconds = Double(available) / -line.slope
        guard seconds <= reach * line.span else { return nil }
        return Forecast(seconds: seconds, line: line)
    }

    private static func issue(
        _ host: String, _ mount: FilesystemActivity.Mount, _ forecast: Forecast, _ seen: Observations
    ) -> Issue {
        let days = forecast.seconds / 86_400
        let share = 1 - days / max(seen.thresholds.diskForecastDays, days)
        let time = mount.latest.timestamp
        return Issue(
            kind, hosts: [host], severity: Severity(50 + 40 * share),
            title: "\(mount.mountPoint) of \(host) will be full in \(duration(forecast.seconds))",
            description:
                "\(mount.mountPoint) fills up by \(size(forecast.bytesPerDay)) a day and has \(size(Double(mount.latest.available ?? 0))) left.",
            firstSeen: time.moved(bySeconds: -forecast.line.span), lastSeen: time, occurrences: 1,
            affected: [mount.mountPoint],
            recommendations: ["Look for what grows: du -x \(mount.mountPoint) | sort -n | tail"],
            evidence: [
                "mount_point": .text(mount.mountPoint),
                "days_until_full": .rounded(days),
                "full_at": .time(time.moved(bySeconds: forecast.seconds)),
                "bytes_per_day": .integer(Int(min(forecast.bytesPerDay, 9e15))),
                "available": .integer(Int(mount.latest.available ?? 0)),
                "fit": .rounded(forecast.line.fit),
                "hours_of_data": .rounded(forecast.line.span / 3600),
                "disk_full_forecast_days": .number(seen.thresholds.diskForecastDays),
            ])
    }
}
