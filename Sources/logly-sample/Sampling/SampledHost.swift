import LoglyCommand
import LoglyShared

/// The name that the records of this run carry.
enum SampledHost {
    /// `--host`, else `host:` of the configuration, else what the database recorded at its first run, else the
    /// machine's name. A database that cannot be read must not stop the sampling.
    static func choose(
        option: String?, configured: String?, database: @autoclosure () -> String, messages: Messages
    ) -> String {
        let isChosen = option != nil || configured != nil
        let host = HostName(
            option: option, configured: configured,
            recorded: isChosen ? nil : recorded(in: database(), messages: messages),
            machine: HostName.ofMachine())
        messages.noteRename(host)
        return host.name
    }

    private static func recorded(in path: String, messages: Messages) -> String? {
        do throws(ToolError) {
            let database = try Database.open(path, .readOnly)
            return try MetadataTable.host(in: database)
        } catch {
            if error.status != .noInput {
                messages.note("cannot ask the database for this machine's name: \(error)")
            }
            return nil
        }
    }
}
