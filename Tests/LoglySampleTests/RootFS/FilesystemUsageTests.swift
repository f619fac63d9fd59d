import Glibc
import Testing

@testable import logly_sample

@Suite struct FilesystemUsageTests {
    private func answer(
        blocks: UInt, free: UInt, available: UInt, files: UInt = 0, filesFree: UInt = 0
    ) -> statvfs {
        var answer = statvfs()
        (answer.f_bsize, answer.f_frsize) = (1 << 20, 4096)
        (answer.f_blocks, answer.f_bfree, answer.f_bavail) = (blocks, free, available)
        (answer.f_files, answer.f_ffree) = (files, filesFree)
        return answer
    }

    /// As `df -B1` and `df -i` count: the reserve of root is neither used nor available.
    @Test func countsLikeDf() throws {
        let usage = try #require(
            FilesystemUsage(answer(blocks: 1000, free: 400, available: 350, files: 100, filesFree: 90)))
        #expect((usage.total, usage.used, usage.available) == (4_096_000, 2_457_600, 1_433_600))
        #expect(usage.percent == 600.0 / 950 * 100)
        #expect((usage.inodesTotal, usage.inodesUsed) == (100, 10))
    }

    @Test func anInodeCountOfNothingIsUnknown() throws {
        let usage = try #require(FilesystemUsage(answer(blocks: 10, free: 10, available: 10)))
        #expect(usage.inodesTotal == nil && usage.inodesUsed == nil && usage.percent == 0)
    }

    @Test func aReserveInUseLeavesNothing() throws {
        let usage = try #require(FilesystemUsage(answer(blocks: 10, free: 1, available: UInt.max - 5)))
        #expect((usage.available, usage.percent) == (0, 100))
    }

    @Test func whatCannotBeIsNotMadeUp() {
        #expect(FilesystemUsage(answer(blocks: 0, free: 0, available: 0)) == nil)
        #expect(FilesystemUsage(answer(blocks: .max, free: 0, available: 0)) == nil)
        #expect(FilesystemUsage(answer(blocks: 10, free: 20, available: 20))?.used == 0)
    }
}

@Suite struct MountTableTests {
    private func watched(_ text: String) -> [String] {
        MountTable.worthWatching(Mounts(parsing: Array(text.utf8).span).mounts)
            .map { String(decoding: $0.mountPoint, as: UTF8.self) }
    }

    @Test func aLaterMountHidesAnEarlier() {
        #expect(watched("/dev/sda1 /data ext4\ntmpfs /data tmpfs\n") == [])
        #expect(watched("rootfs / rootfs\n/dev/root / ext4\n") == ["/"])
        #expect(watched("auto /nfs autofs\nnas:/x /nfs nfs4\n") == ["/nfs"])
    }

    @Test func blockDevicesAndServersOnly() {
        #expect(
            watched(
                "proc /proc proc\n/dev/loop1 /snap squashfs\n/dev/loop2 /img ext4\n/dev/fuse /etc/pve fuse\n"
                    + "host:/d /d fuse.sshfs\nlxcfs /l fuse.lxcfs\n/dev/sdb1 /win fuseblk\noverlay /o overlay\n"
            )
                == ["/img", "/d", "/win"])
    }
}

@Suite struct PatientStatvfsTests {
    @Test func answersAsTheCallWould() {
        var patient = PatientStatvfs()
        let root: [CChar] = [47, 0]
        let nowhere = Array("/nonexistent\0".utf8).map { CChar(bitPattern: $0) }
        patient.ask(root)
        patient.ask(root)
        patient.ask(nowhere)
        let deadline = PatientStatvfs.now() + 60_000
        guard case .usage(let usage) = patient.answer(root, deadline: deadline) else {
            Issue.record("no answer")
            return
        }
        #expect(usage.f_blocks == FilesystemUsage.ask(root)?.f_blocks)
        guard case .failed = patient.answer(nowhere, deadline: deadline) else {
            Issue.record("an answer from nowhere")
            return
        }
    }
}
