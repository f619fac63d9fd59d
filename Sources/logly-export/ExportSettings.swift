import Glibc
import LoglyCommand
import LoglyShared

/// What the command line and the configuration ask for, together.
struct ExportSettings {
    /// nil: the samples of all kinds.
    let kind: ExportKind?
    let format: ExportFormat
    let database: String
    let selection: ExportTable.Selection
    /// How times are written in CSV and text.
    let times: TimeText.Style
    /// Leaves cells that a spreadsheet would run as they are.
    let raw: Bool
    let style: TerminalStyle
    let configuration: Configuration

    init(_ command: LoglyExport, messages: Messages) throws(ToolError) {
        let configuration = try command.common.configuration(for: .reporting, messages: messages)
            .configuration
        kind = command.kind
        format = Self.format(command, configuration)
        database = command.location.path(configuration)
        selection = ExportTable.Selection(
            window: try command.rows.window(defaultHours: configuration.query.defaultTimeWindow),
            host: command.rows.host, source: command.rows.source,
            minimumLevel: command.level.flatMap { Level(name: $0.uppercased()) })
        times = try Self.times(command.time, configuration.export)
        raw = command.raw
        let isStdout = command.output == nil || command.output == "-"
        style = isStdout ? TerminalStyle(descriptor: STDOUT_FILENO) : TerminalStyle(isColoured: false)
        self.configuration = configuration
    }

    private static func format(_ command: LoglyExport, _ configuration: Configuration) -> ExportFormat {
        let wanted = command.format ?? ExportFormat(rawValue: configuration.export.defaultFormat.rawValue)
        guard let kind = command.kind else { return .prometheus }
        if let wanted, command.format != nil || kind.formats.contains(wanted) {
            // `default_format: json` is meant for tables; a report is read by people unless asked otherwise.
            let isForPeople = kind == .report || kind == .status
            if command.format != nil || !isForPeople { return wanted }
        }
        return kind.formats[0]
    }

    private static func times(
        _ style: LoglyExport.TimeStyle?, _ export: Configuration.Export
    ) throws(ToolError) -> TimeText.Style {
        let zone = try zone(export.timezone)
        return switch style {
        case .epoch: .epoch
        case .iso: .iso(zone)
        case nil:
            .format(
                TimeFormat(export.timestampFormat, zone: zone),
                showsFraction: export.timestampFormat.contains("%f"))
        }
    }

    private static func zone(_ name: String) throws(ToolError) -> Zone {
        guard let zone = Zone(named: name) else {
            throw ToolError(.configuration, "export.timezone: unknown time zone \(name)")
        }
        return zone
    }
}
