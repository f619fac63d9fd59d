import LoglyShared

/// How the lines of one kind of log are read: one type and one file for each format.
///
/// A format sees the bytes of whole events and nothing else: no file, no clock, no output. One object reads one log
/// from its start to its end, so that it may keep what the next line needs (the last hour it has seen).
protocol LogFormat: AnyObject {
    /// Whether the format is still to be found out: no line is read before `decide`.
    var isUndecided: Bool { get }

    /// Finds out the format from the beginning of the log, as much of it as is known.
    func decide(from head: Bytes)

    /// Whether events may have more than one line; where not, `begins` is never asked.
    var hasContinuations: Bool { get }

    /// Whether a line begins an event, or else belongs to the one before it: the next line of a traceback, the DETAIL of
    /// an error.
    ///
    /// It is asked for the lines of a log in order, and again from an event's first line on where its end had not been
    /// read yet. What nobody has begun stands alone, each line an event.
    ///
    /// - Parameters:
    ///   - line: without its line end; never blank.
    ///   - isFirst: the event before it is over, whatever was open in it (a quoted field).
    func begins(_ line: Bytes, isFirst: Bool) -> Bool

    /// Reads one event.
    ///
    /// - Parameters:
    ///   - text: its line, or its lines with `\n` between them; without the last line end, never blank. Valid
    ///     until the call returns, and as long as `event` is used.
    ///   - event: empty. Where no rule takes the line it is marked by `fail`, which all that was set before
    ///     does not survive but the time.
    func read(_ text: Bytes, into event: inout LogEvent)
}

extension LogFormat {
    var isUndecided: Bool { false }
    func decide(from head: Bytes) {}
    var hasContinuations: Bool { false }
    func begins(_ line: Bytes, isFirst: Bool) -> Bool { true }
}

/// Bytes of a log: a line, or a part of one.
typealias Bytes = UnsafeBufferPointer<UInt8>

/// What a format is told about the log that it reads.
struct FormatSettings {
    /// The zone of the machine that wrote the log, where lines don't tell an offset.
    var zone: Zone
    /// From here the years that a line doesn't tell are counted back.
    var now: Timestamp
    /// How the lines are laid out, where the configuration tells it.
    var layout: LogLayout?

    /// For a log that was last written at `time`: its lines are no younger, so that the years of an old log are found.
    ///
    /// A time before 2000 is that of an archive that keeps none.
    func lastWritten(_ time: Timestamp) -> FormatSettings {
        var settings = self
        if time < now, time > Timestamp(wholeSeconds: 946_684_800) { settings.now = time }
        return settings
    }

    var clock: LogClock { LogClock(zone: zone, now: now) }
}
