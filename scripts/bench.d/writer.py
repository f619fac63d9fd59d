"""Commits a row every 10 ms until SIGTERM and prints of each how long it took and how long it waited for the lock, in
milliseconds, and when that was."""
import signal
import sqlite3
import sys
import time

path, handler = sys.argv[1:]
database = sqlite3.connect(path, timeout=0 if handler == "ours" else 10, isolation_level=None)
database.execute("PRAGMA synchronous=NORMAL")
waits = []
ended = False


def end(*_):
    global ended
    ended = True


signal.signal(signal.SIGTERM, end)
while not ended:
    start = time.monotonic()
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError:
            if handler != "ours":
                raise
            time.sleep(0.002)
    locked = time.monotonic()
    database.execute("INSERT INTO runs (timestamp, host, program) VALUES (?, 'web1', 'writer')", (time.time(),))
    database.execute("COMMIT")
    waits.append(((time.monotonic() - start) * 1000, (locked - start) * 1000, start))
    time.sleep(0.01)
print("\n".join("%.2f %.2f %.3f" % wait for wait in waits))
