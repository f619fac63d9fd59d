/// The `trend` records: how the measures of each machine change over the window.
enum TrendReport {
    static func records(in seen: Observations) -> [JSONValue] { [] }
}
