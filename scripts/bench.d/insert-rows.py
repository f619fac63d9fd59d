"""NDJSON into SQLite as a Python program would: insert-rows.py SCHEMA NDJSON DATABASE."""
import itertools
import sqlite3
import sys

import orjson

KEYS = ["timestamp", "host", "source", "level", "message", "ip_address", "user", "service", "action", "count"]

schema, ndjson, path = sys.argv[1:]
database = sqlite3.connect(path)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=NORMAL")
with open(schema) as file:
    database.executescript(file.read())


def rows(lines):
    for line in lines:
        record = orjson.loads(line)
        yield [*map(record.get, KEYS), orjson.dumps(record["metadata"]).decode()]


with open(ndjson, "rb") as file:
    records = rows(file)
    while part := list(itertools.islice(records, 20000)):
        database.executemany(
            f"INSERT INTO log_events ({', '.join(KEYS)}, metadata) VALUES ({', '.join('?' * 11)})", part)
        database.commit()
