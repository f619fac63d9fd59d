import Testing

@testable import logly_sample

@Suite struct DiskNameTests {
    @Test(arguments: ["sda", "sdaa", "vdb", "xvda", "nvme0n1", "nvme10n2", "mmcblk0"])
    func disks(name: String) { #expect(DiskName(name) == .disk) }

    @Test(arguments: [
        ("sda1", "sda"), ("vdb12", "vdb"), ("xvda1", "xvda"), ("nvme0n1p2", "nvme0n1"),
        ("mmcblk0p1", "mmcblk0"),
    ])
    func partitions(name: String, disk: String) { #expect(DiskName(name) == .partition(of: disk)) }

    @Test(arguments: [
        "loop0", "ram0", "dm-0", "md127", "sr0", "zram0", "nbd0", "sd", "sd1", "nvme0", "nvme0c0n1",
        "nvme0n1x",
        "mmcblk", "mmcblk0boot0", "mmcblk0rpmb", "xvd", "sda1b", "sdä", "",
    ])
    func others(name: String) { #expect(DiskName(name) == .other) }
}
