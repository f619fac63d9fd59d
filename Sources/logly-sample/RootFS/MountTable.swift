/// Which of the mounted file systems have space of their own to watch.
enum MountTable {
    /// Block devices and network file systems that can be seen, in the order of their mounting.
    ///
    /// What a later mount at the same place hides is left out: its numbers would be those of the later one.
    /// A device that is mounted several times stays in the list; the first that answers speaks for it.
    static func worthWatching(_ mounts: [Mounts.Mount]) -> [Mounts.Mount] {
        var last: [[UInt8]: Int] = [:]
        for (index, mount) in mounts.enumerated() { last[mount.mountPoint] = index }
        return mounts.enumerated().filter { index, mount in
            last[mount.mountPoint] == index && (mount.isRemote || mount.isOnBlockDevice)
        }.map(\.element)
    }
}

extension Mounts.Mount {
    /// Images that are full by nature, and what lies above others.
    private static let left: Set<String> = [
        "squashfs", "erofs", "iso9660", "cramfs", "romfs", "overlay", "aufs", "tmpfs", "devtmpfs", "ramfs",
        "rootfs",
        "autofs",
    ]

    private static let remote: Set<String> = [
        "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs",
        "beegfs",
        "orangefs", "pvfs2", "9p", "virtiofs", "davfs", "glusterfs", "fuse.glusterfs", "fuse.ceph",
        "fuse.ceph-fuse", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs", "fuse.juicefs",
        "fuse.mount-s3", "fuse.gcsfuse", "fuse.blobfuse2", "fuse.goofys", "fuse.moosefs", "fuse.mfs",
    ]

    /// On a server that may fail to answer.
    var isRemote: Bool { Self.remote.contains(type) }

    var isOnBlockDevice: Bool {
        if Self.left.contains(type) { return false }
        // ZFS names pools, which stand for the disks below.
        if type == "zfs" { return true }
        return device.starts(with: "/dev/".utf8) && !device.elementsEqual("/dev/fuse".utf8)
    }
}
