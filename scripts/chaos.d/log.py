"""A log with its writer, its own ledger, and what rotation does to it."""

import collections
import os
import re
import shutil
import subprocess

PACKERS = {".gz": ["gzip", "-c"], ".xz": ["xz", "-0c"], ".zst": ["zstd", "-qc"], ".bz2": ["bzip2", "-c"]}


class Traits:
    """What is the same for all logs of a schedule."""

    def __init__(self, random):
        self.way = random.choice(["rename", "rename", "rename", "copytruncate", "copytruncate", "symlink"])
        self.style = random.choice(["number", "date", "extension", "olddir", "date-extension"])
        if self.way == "symlink":
            self.style = "date-extension"
        self.packing = random.choice([None, None, ".gz", ".gz", ".xz", ".zst", ".bz2"])
        self.delay = random.random() < 0.7
        # Lines that all files of a log begin with.
        self.header = {0: 3, 1: 1, 2: 1}.get(int(10 * random.random()), 0)
        self.multiline = random.random() < 0.2
        self.rotates_empty = random.random() < 0.2
        self.logs = random.choice([2, 3]) if self.way != "symlink" and random.random() < 0.2 else 1


class Log:
    """One log: it writes lines, each its own, and knows which ones must be stored once."""

    def __init__(self, random, folder, name, traits, say):
        self.random, self.folder, self.name, self.traits, self.say = random, folder, name, traits, say
        self.stem, self.ending = os.path.splitext(name)
        self.path = os.path.join(folder, name)
        self.old = os.path.join(folder, "old") if traits.style == "olddir" else folder
        os.makedirs(self.old, exist_ok=True)
        self.ledger = collections.Counter()
        # Lines that were gone before a run could be sure to have read them.
        self.excused = collections.Counter()
        self.rotations = self.serial = self.day = 0
        self.partial = []  # (descriptor, rest of what was being written)
        self.late = []  # descriptors of rotated files that the writer still has
        self.log = self.make_current()

    def make_current(self):
        path = self.path
        if self.traits.way == "symlink":
            self.day += 1
            path = os.path.join(self.folder, f"{self.stem}-{self.date()}{self.ending}")
            os.symlink(path, self.path + "~")
            os.rename(self.path + "~", self.path)
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    # The writer

    def event(self, text):
        if not self.traits.multiline:
            self.ledger[text] += 1
            return f"Nov 22 10:00:{self.serial % 60:02} web app: {text}\n".encode()
        first = f"2026-11-22 10:00:{self.serial % 60:02},500 ERROR {text}\n"
        if self.random.random() < 0.5:
            self.ledger[text] += 1
            return first.encode()
        self.ledger[f"{text}|{self.serial}"] += 1
        trace = f"Traceback (most recent call last):\n  File \"x.py\", line 1, in f\nValueError: {self.serial}\n"
        return (first + trace).encode()

    def line(self):
        self.serial += 1
        # No two lines end alike: of a KiB that is the same in two files nobody can tell which it was.
        padding = f" {self.stem[0]}{self.serial}" * self.random.choice([0, 0, 1, 10, 100, 700])
        return self.event(f"{self.stem}: line {self.serial}{padding}")

    def begin(self):
        """What a new file begins with: the same lines in each."""
        if not self.traits.header:
            return b""
        self.ledger["begin of log"] += self.traits.header
        return self.traits.header * (b"Nov 22 10:00:00 web app: begin of log\n" if not self.traits.multiline else (
            b"2026-11-22 10:00:00,000 INFO begin of log\n"))

    def write(self, count=None):
        count = count or self.random.choice([1, 1, 2, 3, 10, 200])
        data = b"".join(self.line() for _ in range(count))
        if os.fstat(self.log).st_size == 0:
            data = self.begin() + data
        self.finish_partial(self.log)
        if self.random.random() < 0.15:
            # A buffer that is flushed in the middle of a line.
            cut = len(data) - self.random.randint(1, 30)
            os.write(self.log, data[:cut])
            self.partial.append((self.log, data[cut:]))
        else:
            os.write(self.log, data)
        self.say(f"{self.name}: wrote {count} lines")

    def finish_partial(self, only=None):
        rest = [(log, data) for log, data in self.partial if only is None or log == only]
        self.partial = [entry for entry in self.partial if entry not in rest]
        for log, data in rest:
            os.write(log, data)

    def write_late(self):
        if self.late:
            log = self.random.choice(self.late)
            self.finish_partial(log)
            os.write(log, self.line())
            self.say(f"{self.name}: wrote a late line")

    def close_late(self):
        """The writer lets go of its rotated files."""
        for log in self.late:
            self.finish_partial(log)
            os.close(log)
        self.late = []

    # Rotation

    def date(self):
        return f"{20260101 + self.day % 28 + self.day // 28 * 100}"

    def target(self):
        """Where the next file goes; older ones are moved on."""
        if self.traits.style.startswith("date"):
            self.day += 1
            if self.traits.style == "date":
                return os.path.join(self.old, f"{self.name}-{self.date()}")
            return os.path.join(self.old, f"{self.stem}-{self.date()}{self.ending}")
        for number in range(200, 0, -1):
            name = self.numbered(number)
            for ending in ["", *PACKERS]:
                if os.path.exists(name + ending):
                    os.rename(name + ending, self.numbered(number + 1) + ending)
        return self.numbered(1)

    def numbered(self, number):
        if self.traits.style == "extension":
            return os.path.join(self.old, f"{self.stem}.{number}{self.ending}")
        return os.path.join(self.old, f"{self.name}.{number}")

    def rotate(self, run):
        """Rotates; `run` runs the pipeline within it now and then, and says whether that stored everything."""
        if os.fstat(self.log).st_size == 0 and not self.traits.rotates_empty:
            return
        self.rotations += 1
        if self.traits.way == "symlink":
            target = os.path.realpath(self.path)
            self.late.append(self.log)
            self.log = self.make_current()
        elif self.traits.way == "copytruncate":
            self.finish_partial()
            target = self.target()
            shutil.copyfile(self.path, target)
            self.truncate(run)
        else:
            target = self.target()
            os.rename(self.path, target)
            if self.random.random() < 0.2:
                run()
            self.late.append(self.log)
            self.log = self.make_current()
        if self.random.random() < 0.5:
            self.close_late()
        self.say(f"{self.name}: rotated to {os.path.basename(target)}")
        if self.traits.packing:
            self.pack(self.older_than(target) if self.traits.delay else target, run)

    def truncate(self, run):
        if self.random.random() < 0.4:
            before = self.ledger.copy()
            if self.random.random() < 0.5:
                self.write(self.random.choice([1, 3]))
                self.finish_partial()
            # What comes between copy and truncation is gone, unless a run was faster.
            if not run() or self.traits.multiline:
                self.excused += self.ledger - before
                self.ledger = before
        os.ftruncate(self.log, 0)

    def rotated(self):
        """What is there, in no order."""
        names = [os.path.join(self.old, name) for name in os.listdir(self.old)
                 if re.match(re.escape(self.stem) + r"[.-]", name)]
        return [name for name in names if re.search(r"[.-]\d+(\.log)?(\.\w+)?$", name)
                and os.path.realpath(self.path) != name]

    def older_than(self, newest):
        names = [name for name in self.rotated()
                 if name != newest and not any(name.endswith(ending) for ending in PACKERS)]
        return self.random.choice(sorted(names)) if names else None

    def pack(self, path, run):
        """As logrotate does: writes the packed file, sets its time, removes the other."""
        if path is None:
            return
        self.close_late()
        times = os.stat(path)
        with open(path, "rb") as source, open(path + self.traits.packing, "wb") as target:
            subprocess.run(PACKERS[self.traits.packing], stdin=source, stdout=target, check=True)
        os.utime(path + self.traits.packing, ns=(times.st_atime_ns, times.st_mtime_ns))
        if self.random.random() < 0.3:
            run()
        os.remove(path)
        self.say(f"{self.name}: packed {os.path.basename(path)}")

    def expire(self):
        """Rotation removes its oldest, of which everything is stored."""
        def age(path):
            number = int(re.search(r"[.-](\d+)(\.log)?(\.\w+)?$", path).group(1))
            return number if self.traits.style.startswith("date") else -number
        files = sorted(self.rotated(), key=age)
        if len(files) > 1 and not self.late and not self.partial:
            os.remove(files[0])
            self.say(f"{self.name}: removed {os.path.basename(files[0])}")

    def edit(self):
        """An editor's rename: the same content in another file."""
        if self.traits.way != "rename" or os.fstat(self.log).st_size == 0:
            return
        self.finish_partial()
        self.copy_over(self.path)
        os.close(self.log)
        self.log = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        self.say(f"{self.name}: edited")

    def move(self):
        """A restore, or another disk: every file has another inode, and its time."""
        self.finish_partial()
        self.close_late()
        for path in self.rotated() + [os.path.realpath(self.path)]:
            self.copy_over(path, keeps_time=True)
        os.close(self.log)
        self.log = os.open(self.path, os.O_WRONLY | os.O_APPEND)

    @staticmethod
    def copy_over(path, keeps_time=False):
        (shutil.copy2 if keeps_time else shutil.copyfile)(path, path + "~")
        os.rename(path + "~", path)

    def close(self):
        self.finish_partial()
        self.close_late()
        os.close(self.log)
