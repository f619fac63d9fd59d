import Glibc
public import LoglyShared

extension Zone {
    /// The zone of this machine: `$TZ`, else /etc/localtime, else UTC.
    public static var ofThisMachine: Zone { ofMachine(tz: getenv("TZ").map { String(cString: $0) }) }
}
