import Glibc

/// Files in a folder that several users share.
///
/// The installed folder has the set-group-ID bit (2770, of the group logly): what one member makes there is for all of
/// them, and what root makes by hand must not lock out the user that the units run as.
public enum SharedFolder {
    /// Makes a new file its group's to read and write in a shared folder, and the folder's owner's where root made
    /// it. For what the programs themselves keep: the database and its locks.
    static func share(_ descriptor: Int32, _ path: String) {
        var owner = stat()
        guard stat(folder(of: path), &owner) == 0 else { return }
        if owner.st_mode & S_ISGID != 0 { fchmod(descriptor, 0o660) }
        if geteuid() == 0 { _ = fchown(descriptor, owner.st_uid, owner.st_gid) }
    }

    /// Makes a new file that root made in a shared folder the folder's owner's; its mode stays as it is.
    public static func giveToOwner(_ descriptor: Int32, _ path: String) {
        if geteuid() != 0 { return }
        var owner = stat()
        guard stat(folder(of: path), &owner) == 0, owner.st_mode & S_ISGID != 0 else { return }
        _ = fchown(descriptor, owner.st_uid, owner.st_gid)
    }

    /// The folder that a path's last part is in.
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
