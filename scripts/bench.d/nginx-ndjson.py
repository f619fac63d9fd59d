"""What logly-parse --format nginx writes, as one writes it in Python: a regular expression and orjson, else json."""

import re, sys
from datetime import datetime

try:
    from orjson import dumps
except ImportError:
    import json

    def dumps(value):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()

LINE = re.compile(r'(\S+) - (.*?) \[([^]]+)\] "([^"]*)" (\d{3}) (\d+) "([^"]*)" "([^"]*)"')
REQUEST = re.compile(r"([A-Za-z_-]+) (.*) (HTTP/[\d.]+)")
times = {}


def moment(text):
    if text not in times:
        times.clear()
        times[text] = int(datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp())
    return times[text]


def record(line, host):
    address, user, time, request, status, size, referer, agent = LINE.fullmatch(line).groups()
    metadata = {}
    message = request or "-"
    if found := REQUEST.fullmatch(request):
        metadata["method"], metadata["path"], metadata["protocol"] = found.groups()
        message = "%s %s" % found.group(1, 2)
    elif request:
        metadata["request"] = request
    metadata["status"] = int(status)
    metadata["bytes"] = int(size)
    if referer != "-":
        metadata["referer"] = referer
    if agent != "-":
        metadata["user_agent"] = agent
    event = {
        "type": "event", "timestamp": moment(time), "host": host, "source": "nginx",
        "level": "ERROR" if status >= "500" else "WARNING" if status >= "400" else "INFO",
        "message": "%s %s" % (message, status), "ip_address": address,
    }
    if user != "-":
        event["user"] = user
    event["action"] = "http_request"
    event["metadata"] = metadata
    return dumps(event) + b"\n"


for line in sys.stdin:
    sys.stdout.buffer.write(record(line[:-1], sys.argv[1]))
