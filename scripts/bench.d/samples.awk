# Samples of one machine as NDJSON for benchmarks, one of each kind every minute: awk -v from=T -v to=T -f samples.awk
# The processor is busy at times, the disk fills slowly, the counters count up.
BEGIN {
    gib = 1073741824
    for (time = from; time < to; time += 60) {
        wave = time / 60 * 7919 % 4000
        head = sprintf("\"timestamp\":%d,\"host\":\"web1\"", time)
        printf "{\"type\":\"system\",%s,\"cpu_percent\":%.2f,\"cpu_user_percent\":%.2f,\"cpu_system_percent\":%.2f," \
            "\"cpu_iowait_percent\":0.5,\"cpu_steal_percent\":0,\"cpu_count\":4,\"load_1min\":%.2f,\"load_5min\":0.4," \
            "\"load_15min\":0.38,\"memory_total\":%d,\"memory_available\":%d,\"memory_percent\":%.2f,\"swap_total\":0," \
            "\"swap_used\":0,\"disk_total\":%d,\"disk_used\":%d,\"disk_available\":%d,\"disk_percent\":44.12," \
            "\"disk_read_bytes\":%.0f,\"disk_write_bytes\":%.0f,\"uptime_seconds\":%d,\"processes_running\":2," \
            "\"processes_blocked\":0,\"pressure_cpu_percent\":0.12,\"pressure_memory_percent\":0," \
            "\"pressure_io_percent\":0.3}\n",
            head, wave / 100, wave / 150, wave / 300, wave / 1000, 8 * gib, 4 * gib + wave, 50 + wave / 400, 100 * gib,
            44 * gib + time % 1000000000, 56 * gib, time * 4096, time * 9000, time - from + 1000
        printf "{\"type\":\"network\",%s,\"bytes_sent\":%.0f,\"bytes_recv\":%.0f,\"packets_sent\":%.0f,\"packets_recv\":%.0f," \
            "\"errors_in\":0,\"errors_out\":0,\"drops_in\":%d,\"drops_out\":0,\"connections_established\":%d," \
            "\"connections_listen\":12,\"connections_time_wait\":%d,\"connections_close_wait\":0,\"connections_total\":%d}\n",
            head, time * 2000, time * 3000, time * 20, time * 30, time / 3600, wave % 90, wave % 50, wave % 90 + 62
        split("/ /var /home", mounts, " ")
        for (i = 1; i <= 3; i++)
            printf "{\"type\":\"filesystem\",%s,\"mount_point\":\"%s\",\"device\":\"/dev/mapper/vg-%d\",\"fs_type\":\"ext4\"," \
                "\"total\":%d,\"used\":%d,\"available\":%d,\"percent\":44.12,\"inodes_total\":6553600,\"inodes_used\":%d}\n",
                head, mounts[i], i, 100 * gib, 44 * gib + time % 1000000000, 56 * gib, 300000 + wave
    }
}
