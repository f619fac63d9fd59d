import Glibc
import LoglyShared

/// Writing in slices, so that whoever collects at the same time never waits long.
enum WriteSlices {
    /// What one transaction may take, in seconds.
    static let length = 0.025

    /// Runs `body` in one transaction after another until it returns false, with a pause as long as the slice.
    ///
    /// Slices back to back starve another writer: it asks again after a pause of its own, and finds
    /// the next slice begun each time.
    ///
    /// - Parameter body: does a little; it is called again and again, in the same transaction while the
    ///   slice lasts, and returns whether there is more to do.
    static func run(
        _ database: borrowing Database, _ body: () throws(ToolError) -> Bool
    ) throws(ToolError) {
        var hasMore = true
        while hasMore {
            var begin = 0.0
            hasMore = try database.transaction { () throws(ToolError) -> Bool in
                begin = monotonicSeconds()
                repeat {
                    if try !body() { return false }
                } while monotonicSeconds() - begin < length
                return true
            }
            if hasMore { usleep(UInt32(min(0.5, monotonicSeconds() - begin) * 1e6)) }
        }
    }
}
