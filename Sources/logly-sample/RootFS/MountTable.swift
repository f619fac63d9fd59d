/// Which of the mounted file systems have space of their own to watch.
enum MountTable {
    /// Block devices and network file systems that can be seen, in the order of their mounting.
    ///
    /// What a later mount at the same place hides is left out: its numbers would be those of the later one.
    /// A device that is mounted several times stays in the list; the first that answers speaks for it.
    static func worthWatching(_ mounts: [Mounts.Mount]) -> [Mounts.Mount] {
        mounts.indices.filter { index in
            let mount = mounts[index]
            return (mount.isRemote || mount.isOnBlockDevice)
                && !mounts[(index + 1)...].contains { $0.mountPoint == mount.mountPoint }
        }.map { mounts[$0] }
    }
}

// Lists are switches here: a Set takes the runtime a search through all conformances at each start.
extension Mounts.Mount {
    /// On a server that may fail to answer.
    var isRemote: Bool {
        switch type {
        case "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs",
            "beegfs", "orangefs", "pvfs2", "9p", "virtiofs", "davfs", "glusterfs", "fuse.glusterfs",
            "fuse.ceph",
            "fuse.ceph-fuse", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs", "fuse.juicefs",
            "fuse.mount-s3", "fuse.gcsfuse", "fuse.blobfuse2", "fuse.goofys", "fuse.moosefs", "fuse.mfs":
            true
        default: false
        }
    }

    var isOnBlockDevice: Bool {
        switch type {
        // Images, which are full by nature, and what has no blocks of its own.
        case "squashfs", "erofs", "iso9660", "cramfs", "romfs", "overlay", "aufs", "tmpfs", "devtmpfs",
            "ramfs",
            "rootfs", "autofs":
            false
        // Names pools, which stand for the disks below.
        case "zfs": true
        default: device.starts(with: "/dev/".utf8) && !device.elementsEqual("/dev/fuse".utf8)
        }
    }
}
