"""Runs of `logly-parse | logly-ingest`, and all that can happen to them and to what they keep."""

import collections
import contextlib
import glob
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import time

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

# How a program may end in each kind of step, beside 0 and 75, which asks for another run.
ENDS = {
    "killed": {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGPIPE, os.EX_DATAERR},
    "torn": {-signal.SIGPIPE, os.EX_DATAERR},
    "torn answer": {-signal.SIGPIPE},
    "full disk": {-signal.SIGPIPE, os.EX_IOERR},
    "spooled": {os.EX_IOERR},
    "stored a spool": {os.EX_DATAERR},
}


class Pipeline:
    def __init__(self, random, folder, programs, path, traits, say):
        self.random, self.folder, self.bin, self.say = random, folder, programs, say
        self.acknowledged = random.random() < 0.3
        self.database = os.path.join(folder, "logly.db")
        self.offsets = os.path.join(folder, "offsets")
        self.backup = os.path.join(folder, "backup.db")
        self.source, self.kills, self.is_renamed = "app", 0, False
        # Steps that ended as no step should.
        self.odd = []
        self.running, self.spools = [], []
        # Every byte is stored, as far as runs can tell.
        self.is_clean = False
        self.format = "python" if traits.multiline else "syslog"
        self.path, self.olddir = path, ", olddir: old" if traits.style == "olddir" else ""
        self.configure()
        self.environment = dict(os.environ, TZ="UTC", LC_ALL="C", LOGLY_DATABASE=self.database)

    def configure(self):
        with open(os.path.join(self.folder, "logly.yaml"), "w") as file:
            file.write(f"host: chaos\nlogs:\n  sources:\n    {self.source}: "
                       f"{{path: \"{self.path}\", format: {self.format}{self.olddir}}}\n")

    # Processes

    def spawn(self, program, options, stdin, stdout, limit=None):
        """Starts one program, with files of at most `limit` bytes: a full disk."""
        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with open(os.path.join(self.folder, "stderr"), "ab") as errors:
            return subprocess.Popen(
                [os.path.join(self.bin, program), "--config", os.path.join(self.folder, "logly.yaml"), *options],
                stdin=stdin, stdout=stdout, stderr=errors, env=self.environment,
                preexec_fn=limited if limit is not None else None, restore_signals=limit is None)

    def parse(self, stdout, limit=None, options=()):
        options = [*options, *(["--offsets", self.offsets] if self.acknowledged else [])]
        return self.spawn("logly-parse", options, subprocess.DEVNULL, stdout, limit)

    def ingest(self, stdin, limit=None, torn=None):
        if not self.acknowledged:
            return [self.spawn("logly-ingest", [], stdin, subprocess.DEVNULL, limit)]
        with open(self.offsets, "ab") as sink:
            if torn is None:
                return [self.spawn("logly-ingest", ["--ack"], stdin, sink, limit)]
            ingest = self.spawn("logly-ingest", ["--ack"], stdin, subprocess.PIPE, limit)
            head = subprocess.Popen(["head", "-c", str(torn)], stdin=ingest.stdout, stdout=sink)
            ingest.stdout.close()
            return [ingest, head]

    def start(self, torn=None, torn_ack=None, limit=None, options=()):
        parse = self.parse(subprocess.PIPE, options=options)
        source, processes = parse.stdout, [parse]
        if torn is not None:
            head = subprocess.Popen(["head", "-c", str(torn)], stdin=source, stdout=subprocess.PIPE)
            source.close()
            source = head.stdout
            processes.append(head)
        processes += self.ingest(source, limit, torn_ack)
        source.close()
        return processes

    def wait(self, step, processes):
        """How each of them ended."""
        status = [process.wait() for process in processes]
        self.say(f"{step}: {status}")
        if not set(status) <= {0, os.EX_TEMPFAIL} | ENDS.get(step, set()):
            self.odd.append(f"{step}: {status}")
        return status

    # Steps

    def run(self):
        """Whether everything went well, so that all that was there is stored."""
        self.is_clean = self.wait("ran", self.start()) == [0, 0]
        return self.is_clean

    def backfill(self):
        self.wait("backfilled", self.start(options=["--backfill"]))

    def run_and_kill(self, only=None):
        processes = self.start()
        time.sleep(0.02 * self.random.random() ** 2)
        victim = processes[-1] if only == "ingest" else self.random.choice(processes)
        number = self.random.choice([signal.SIGKILL] * 4 + [signal.SIGTERM])
        victim.send_signal(number)
        self.wait("killed", processes)
        # One that had ended before is none.
        self.kills += victim.returncode == -number

    def run_torn(self):
        self.wait("torn", self.start(torn=self.random.randint(1, 100_000)))

    def run_ack_torn(self):
        if self.acknowledged:
            self.wait("torn answer", self.start(torn_ack=self.random.randint(1, 2000)))

    def run_full(self):
        """Until a file is as large as it may be: the database, its WAL, or the offsets."""
        largest = max(os.path.getsize(path) if os.path.exists(path) else 0
                      for path in (self.database, self.database + "-wal", self.offsets))
        limit = self.random.choice([4096, largest + 1, largest + 8192, largest + 65536])
        self.wait("full disk", self.start(limit=limit))

    def run_twice(self):
        for processes in [self.start(), self.start()]:
            self.wait("two at once", processes)

    def run_meanwhile(self):
        """A run that the next steps overlap."""
        self.running.append(self.start())

    def join(self):
        for processes in self.running:
            self.wait("joined", processes)
        self.running = []

    def spool(self):
        """What is read is kept in a file, whole or as far as the disk goes, and stored later or never."""
        path = os.path.join(self.folder, f"spool{len(self.spools)}")
        limit = self.random.choice([None, None, None, self.random.randint(1, 50_000)])
        with open(path, "wb") as file:
            self.wait("spooled", [self.parse(file, limit)])
        self.spools.append(path)

    def unspool(self):
        if self.spools:
            with open(self.random.choice(self.spools), "rb") as file:
                self.wait("stored a spool", self.ingest(file))

    # What befalls the machine

    def quiesce(self):
        self.join()
        while self.spools:
            os.remove(self.spools.pop())

    def statements(self, sql, *values):
        for path in (self.database, self.backup):
            if os.path.exists(path) and os.path.getsize(path) > 0:
                database = sqlite3.connect(path)
                if database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'log_offsets'").fetchone():
                    database.execute(sql, values)
                    database.commit()
                database.close()

    def texts(self, pattern, replacement):
        for path in (self.offsets, self.database + ".logly-parse.lock", self.offsets + ".logly-parse.lock"):
            if os.path.exists(path):
                with open(path, "r+", errors="replace") as file:
                    text = re.sub(pattern, replacement, file.read())
                    file.seek(0)
                    file.truncate()
                    file.write(text)

    def pass_time(self, seconds, files):
        """All that is kept becomes older; by a negative number younger, as where the clock was set back."""
        self.quiesce()
        for path in files:
            times = os.stat(path)
            moved = times.st_mtime_ns - int(seconds * 1e9)
            os.utime(path, ns=(moved, moved))
        self.statements("UPDATE log_offsets SET timestamp = timestamp - ?", seconds)
        self.texts(r'"run":"(\w{10})-', lambda match: f'"run":"{moved_name(match.group(1), seconds)}-')
        self.say(f"{seconds} seconds passed")

    def reboot(self):
        self.quiesce()
        self.statements("UPDATE log_offsets SET device = '64999'")
        self.texts(r'"device":"\d+"', '"device":"64999"')
        self.say("devices have other numbers")

    def rename_source(self):
        # Before anything is stored, a source of another name is another.
        self.quiesce()
        if not self.run():
            return
        self.source, self.is_renamed = "application" if self.source == "app" else "app", True
        self.configure()
        self.say("renamed the source")

    def back_up(self):
        self.join()
        if self.run():
            with sqlite3.connect(self.database) as database, sqlite3.connect(self.backup) as copy:
                database.backup(copy)
            database.close()
            copy.close()
            self.say("backed up the database")

    def restore(self):
        if not os.path.exists(self.backup):
            return
        self.quiesce()
        for ending in ("-wal", "-shm"):
            if os.path.exists(self.database + ending):
                os.remove(self.database + ending)
        shutil.copyfile(self.backup, self.database)
        self.say("restored an older database")

    def tear(self):
        """The FILE of --offsets loses its end, or has something else there."""
        # One that has lost all that it had of a source says no more what that was called before.
        if not self.acknowledged or self.is_renamed or not os.path.exists(self.offsets):
            return
        with open(self.offsets, "ab") as file:
            if self.random.random() < 0.5:
                file.truncate(max(0, file.tell() - self.random.randint(1, 500)))
            else:
                file.write(self.random.choice([b"\0\0\0", b'{"type":"checkpoint","run":"', b"garbage\n"]))
        self.say("tore the offsets")

    def finish(self):
        self.join()
        for _ in range(5):
            # A batch that was refused is sent again.
            if self.run():
                break
        if not self.run():
            self.odd.append("no run ends with 0")

    def offsets_told(self):
        """What is stored of each file, from a copy: a reader would recover what a kill has left."""
        copy = os.path.join(self.folder, "copy.db")
        try:
            shutil.copyfile(self.database, copy)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(self.database + "-wal", copy + "-wal")
            with contextlib.closing(sqlite3.connect(copy)) as database:
                for row in database.execute(
                        """SELECT source, path, generation, "offset", file, inode, timestamp, fingerprint, anchor
                           FROM log_offsets"""):
                    source, path, number, offset, file, inode, timestamp, *proofs = row
                    yield (f"  {source} {os.path.basename(path)} {number}: to {offset}, {os.path.basename(file)},"
                           f" inode {inode}, {timestamp:.4f}, {' '.join(proofs)}")
        except (OSError, sqlite3.Error) as error:
            yield f"  no offsets: {error}"
        for path in glob.glob(copy + "*"):
            os.remove(path)
        if self.acknowledged and os.path.exists(self.offsets):
            with open(self.offsets, errors="replace") as file:
                yield f"  FILE: {file.read()[-2000:]}"

    def stored(self):
        database = sqlite3.connect(self.database)
        rows = collections.Counter(dict(database.execute(
            """SELECT message || coalesce('|' || json_extract(metadata, '$.exception_message'), ''), count(*)
               FROM log_events GROUP BY 1""")))
        database.close()
        return rows


def moved_name(digits, seconds):
    """The name of a run that began earlier: microseconds to the base 36."""
    value, text = int(digits, 36) - int(seconds * 1_000_000), ""
    while value:
        value, digit = divmod(value, 36)
        text = DIGITS[digit] + text
    return text
