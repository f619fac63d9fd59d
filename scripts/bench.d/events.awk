# Events as NDJSON for benchmarks, one every `step` seconds up to `end`: awk -v count=N -v step=S -v end=T -f events.awk
# A web server for the most part, failed logins, errors and plain lines; most of few addresses, the rest of many.
BEGIN {
    for (i = 0; i < count; i++) {
        time = end - (count - i) * step
        head = sprintf("{\"type\":\"event\",\"timestamp\":%.1f,\"host\":\"web1\",\"source\":", time)
        address = (i * 7919) % (i % 10 < 8 ? 199 : 9973)
        address = sprintf("198.51.%d.%d", address / 250, address % 250)
        kind = i % 20
        if (kind < 14) {
            status = kind == 3 ? 404 : 200
            printf "%s\"nginx\",\"level\":\"%s\",\"message\":\"GET /shop/item/%d?page=2 HTTP/1.1\",\"ip_address\":\"%s\"," \
                "\"action\":\"http_request\",\"metadata\":{\"method\":\"GET\",\"path\":\"/shop/item/%d?page=2\"," \
                "\"protocol\":\"HTTP/1.1\",\"status\":%d,\"bytes\":%d,\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64)\"}}\n",
                head, status == 404 ? "WARNING" : "INFO", i % 1000, address, i % 1000, status, i % 50000
        } else if (kind < 16)
            printf "%s\"auth\",\"level\":\"WARNING\",\"message\":\"Failed password for root from %s port %d ssh2\"," \
                "\"ip_address\":\"%s\",\"user\":\"root\",\"service\":\"sshd\",\"action\":\"failed_login\"," \
                "\"metadata\":{\"pid\":%d,\"hostname\":\"web1\"}}\n", head, address, 1024 + i % 60000, address, i % 32768
        else if (kind < 17)
            printf "%s\"django\",\"level\":\"ERROR\",\"message\":\"Internal Server Error: /shop/cart/%d\"," \
                "\"service\":\"django.request\"}\n", head, i % 10
        else
            printf "%s\"syslog\",\"level\":\"INFO\",\"message\":\"(root) CMD (run-parts /etc/cron.hourly %d)\"," \
                "\"service\":\"CRON\",\"metadata\":{\"pid\":%d,\"hostname\":\"web1\"}}\n", head, i, i % 32768
    }
}
