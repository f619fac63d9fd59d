import LoglyShared

/// What a field of a sample is called in Prometheus.
///
/// Names follow its rules (prometheus.io/docs/practices/naming): base units, shares as ratios from 0 to 1, counters and
/// only they end in `_total`.
struct Metric: Sendable {
    enum Kind: String { case gauge, counter }

    let name: StaticString
    let kind: Kind
    /// The wire's percent becomes a ratio.
    let isShare: Bool
    let labels: [Exposition.Label]
    let help: String

    private static func gauge(_ name: StaticString, _ help: String) -> Metric {
        Metric(name: name, kind: .gauge, isShare: false, labels: [], help: help)
    }

    private static func counter(_ name: StaticString, _ help: String) -> Metric {
        Metric(name: name, kind: .counter, isShare: false, labels: [], help: help)
    }

    private static func ratio(_ name: StaticString, _ help: String) -> Metric {
        Metric(name: name, kind: .gauge, isShare: true, labels: [], help: help)
    }

    private static func connections(_ state: String) -> Metric {
        Metric(
            name: "logly_tcp_connections", kind: .gauge, isShare: false,
            labels: [.init(name: "state", value: state)],
            help: "TCP connections in a state.")
    }

    static let time = gauge(
        "logly_sample_timestamp_seconds", "When the latest sample of a kind was taken, since the epoch.")

    /// By the type of the record and its key, in the order of the exposition.
    static let all: [(type: StaticString, key: StaticString, metric: Metric)] = [
        (
            "system", "cpu_percent",
            ratio("logly_cpu_usage_ratio", "Processor time that was not idle or iowait.")
        ),
        ("system", "cpu_user_percent", ratio("logly_cpu_user_ratio", "Processor time of processes.")),
        ("system", "cpu_system_percent", ratio("logly_cpu_system_ratio", "Processor time of the kernel.")),
        (
            "system", "cpu_iowait_percent",
            ratio("logly_cpu_iowait_ratio", "Idle time with input or output pending.")
        ),
        (
            "system", "cpu_steal_percent",
            ratio("logly_cpu_steal_ratio", "Time that the hypervisor gave to others.")
        ),
        ("system", "cpu_count", gauge("logly_cpus", "Processors that are online.")),
        ("system", "load_1min", gauge("logly_load1", "Load average over a minute.")),
        ("system", "load_5min", gauge("logly_load5", "Load average over five minutes.")),
        ("system", "load_15min", gauge("logly_load15", "Load average over fifteen minutes.")),
        ("system", "memory_total", gauge("logly_memory_size_bytes", "Memory of the machine.")),
        (
            "system", "memory_available",
            gauge("logly_memory_available_bytes", "Memory to be had without swapping.")
        ),
        ("system", "memory_percent", ratio("logly_memory_usage_ratio", "Memory that is not available.")),
        ("system", "swap_total", gauge("logly_swap_size_bytes", "Swap space.")),
        ("system", "swap_used", gauge("logly_swap_used_bytes", "Swap space in use.")),
        ("system", "disk_total", gauge("logly_root_size_bytes", "Size of the root file system.")),
        ("system", "disk_used", gauge("logly_root_used_bytes", "Used space of the root file system.")),
        (
            "system", "disk_available",
            gauge("logly_root_available_bytes", "Space of the root file system for others than root.")
        ),
        ("system", "disk_percent", ratio("logly_root_usage_ratio", "Used share of the root file system.")),
        (
            "system", "disk_read_bytes",
            counter("logly_storage_read_bytes_total", "Bytes read from all physical disks since boot.")
        ),
        (
            "system", "disk_write_bytes",
            counter("logly_storage_written_bytes_total", "Bytes written to all physical disks since boot.")
        ),
        ("system", "uptime_seconds", gauge("logly_uptime_seconds", "Time since boot.")),
        ("system", "processes_running", gauge("logly_processes_running", "Processes that run or could.")),
        (
            "system", "processes_blocked",
            gauge("logly_processes_blocked", "Processes in uninterruptible sleep.")
        ),
        (
            "system", "pressure_cpu_percent",
            ratio(
                "logly_pressure_cpu_ratio",
                "Time of the last minute in which a task waited for the processor.")
        ),
        (
            "system", "pressure_memory_percent",
            ratio("logly_pressure_memory_ratio", "Time of the last minute in which a task waited for memory.")
        ),
        (
            "system", "pressure_io_percent",
            ratio(
                "logly_pressure_io_ratio",
                "Time of the last minute in which a task waited for input or output.")
        ),
        (
            "network", "bytes_sent",
            counter("logly_network_sent_bytes_total", "Bytes sent by real interfaces.")
        ),
        (
            "network", "bytes_recv",
            counter("logly_network_received_bytes_total", "Bytes received by real interfaces.")
        ),
        (
            "network", "packets_sent",
            counter("logly_network_sent_packets_total", "Packets sent by real interfaces.")
        ),
        (
            "network", "packets_recv",
            counter("logly_network_received_packets_total", "Packets received by real interfaces.")
        ),
        ("network", "errors_in", counter("logly_network_receive_errors_total", "Errors on receiving.")),
        ("network", "errors_out", counter("logly_network_send_errors_total", "Errors on sending.")),
        (
            "network", "drops_in",
            counter("logly_network_receive_drops_total", "Received packets that were dropped.")
        ),
        (
            "network", "drops_out",
            counter("logly_network_send_drops_total", "Packets dropped before sending.")
        ),
        ("network", "connections_established", connections("established")),
        ("network", "connections_listen", connections("listen")),
        ("network", "connections_time_wait", connections("time_wait")),
        ("network", "connections_close_wait", connections("close_wait")),
        ("network", "connections_total", gauge("logly_tcp_sockets", "TCP connections in any state.")),
        ("filesystem", "total", gauge("logly_filesystem_size_bytes", "Size of a file system.")),
        ("filesystem", "used", gauge("logly_filesystem_used_bytes", "Used space of a file system.")),
        (
            "filesystem", "available",
            gauge("logly_filesystem_available_bytes", "Space of a file system for others than root.")
        ),
        ("filesystem", "percent", ratio("logly_filesystem_usage_ratio", "Used share of a file system.")),
        ("filesystem", "inodes_total", gauge("logly_filesystem_inodes", "Inodes of a file system.")),
        ("filesystem", "inodes_used", gauge("logly_filesystem_inodes_used", "Inodes in use.")),
        ("interface", "bytes_sent", counter("logly_interface_sent_bytes_total", "Bytes sent.")),
        ("interface", "bytes_recv", counter("logly_interface_received_bytes_total", "Bytes received.")),
        ("interface", "packets_sent", counter("logly_interface_sent_packets_total", "Packets sent.")),
        ("interface", "packets_recv", counter("logly_interface_received_packets_total", "Packets received.")),
        ("interface", "errors_in", counter("logly_interface_receive_errors_total", "Errors on receiving.")),
        ("interface", "errors_out", counter("logly_interface_send_errors_total", "Errors on sending.")),
        (
            "interface", "drops_in",
            counter("logly_interface_receive_drops_total", "Received packets that were dropped.")
        ),
        (
            "interface", "drops_out",
            counter("logly_interface_send_drops_total", "Packets dropped before sending.")
        ),
        ("disk", "reads", counter("logly_disk_reads_total", "Reads that were completed.")),
        ("disk", "writes", counter("logly_disk_writes_total", "Writes that were completed.")),
        ("disk", "read_bytes", counter("logly_disk_read_bytes_total", "Bytes read.")),
        ("disk", "write_bytes", counter("logly_disk_written_bytes_total", "Bytes written.")),
        (
            "disk", "io_seconds",
            counter("logly_disk_io_time_seconds_total", "Time in which the disk was busy.")
        ),
    ]
}
