"""One schedule: a seed, and all that follows from it."""

import collections
import contextlib
import glob
import os
import random
import shutil
import tempfile
import time

from log import PACKERS, Log, Traits
from pipeline import Pipeline


class Schedule:
    def __init__(self, seed, programs, keep, verbose):
        self.seed, self.keep, self.verbose = seed, keep, verbose
        self.random = random.Random(seed)
        self.steps, self.pipeline = [], None
        self.folder = tempfile.mkdtemp(prefix=f"logly-chaos-{seed}-")
        self.traits = self.make_traits()
        names = [f"{name}.log" for name in ("app", "web", "job")[:self.traits.logs]]
        self.logs = [Log(self.random, self.folder, name, self.traits, self.say) for name in names]
        path = os.path.join(self.folder, "app.log" if len(names) == 1 else "*.log")
        self.restores = self.random.random() < 0.2
        self.pipeline = self.make_pipeline(programs, path)

    def make_traits(self):
        return Traits(self.random)

    def make_pipeline(self, programs, path):
        return Pipeline(self.random, self.folder, programs, path, self.traits, self.say)

    def say(self, text):
        """Tells a step, and notes it with what is there after it, for a schedule that fails."""
        if self.verbose:
            print(f"{self.seed}: {text}", flush=True)
        if self.pipeline:
            self.steps += [f"{time.time():.4f} {text}", *self.files_told(), *self.pipeline.offsets_told()]

    def files_told(self):
        for path in sorted(self.files()):
            with contextlib.suppress(FileNotFoundError):
                status = os.stat(path)
                yield f"  {os.path.basename(path)}: {status.st_size} bytes, inode {status.st_ino}, {status.st_mtime:.4f}"

    # Steps of a log

    def log(self):
        return self.random.choice(self.logs)

    def touch(self):
        self.pipeline.is_clean = False

    def write(self):
        self.touch()
        self.log().write()

    def write_late(self):
        self.touch()
        self.log().write_late()

    def finish_partial(self):
        self.touch()
        self.log().finish_partial()

    def run_within(self):
        """A run in the middle of a rotation; what only a database has that may be lost is not surely stored."""
        return self.pipeline.run() and not self.restores

    def rotate(self):
        self.touch()
        log = self.log()
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            log.rotate(self.run_within)
            self.touch()
            if self.random.random() < 0.5:
                log.write()

    def edit(self):
        self.touch()
        self.log().edit()

    def expire(self):
        # The last event of a file is held while more may come: it is not surely stored.
        if self.pipeline.is_clean and not self.restores and not self.traits.multiline:
            self.pipeline.join()
            self.log().expire()

    # Steps of the machine

    def files(self):
        paths = glob.glob(self.folder + "/*.log*") + glob.glob(self.folder + "/old/*")
        return {os.path.realpath(path) for path in paths}

    def pass_time(self, seconds=None):
        for log in self.logs:
            log.finish_partial()
        self.touch()
        self.pipeline.pass_time(seconds or self.random.choice([1, 30, 90_000]), self.files())

    def set_clock_back(self):
        # Of a file of which nothing is stored only its time tells that it was written to since.
        if all(os.path.getsize(log.path) > 0 for log in self.logs) and self.pipeline.run():
            self.pass_time(-self.random.choice([0.5, 5, 3600, 90_000]))

    def move(self):
        # A copy of a first line, made in the very moment of a run, is told by the inode of the log that was emptied, and
        # a log that was met empty by its own.
        copies = [path for log in self.logs for path in log.rotated()] if self.traits.way == "copytruncate" else []
        if any(os.path.getsize(path) < 1024 for path in copies) or any(os.path.getsize(log.path) == 0 for log in self.logs):
            return
        self.touch()
        self.pipeline.join()
        for log in self.logs:
            log.move()
        self.say("moved to another disk")

    def rename_source(self):
        # Of a file of which little is stored, under another name, nobody could tell which it was.
        is_plain = self.traits.way == "rename" and not self.traits.multiline and not self.restores
        files = [path for log in self.logs for path in [log.path, *log.rotated()]]
        if is_plain and all(os.path.getsize(path) > 2048 and not path.endswith(tuple(PACKERS)) for path in files):
            self.pipeline.rename_source()

    def restore(self):
        self.touch()
        if self.restores:
            self.random.choice([self.pipeline.back_up, self.pipeline.restore])()

    def play(self):
        steps = [
            (self.write, 10), (self.rotate, 4), (self.write_late, 2), (self.finish_partial, 2), (self.edit, 0.5),
            (self.expire, 1), (self.pipeline.run, 4), (self.pipeline.run_and_kill, 4), (self.pipeline.run_torn, 1),
            (self.pipeline.run_ack_torn, 0.5), (self.pipeline.run_full, 0.5), (self.pipeline.backfill, 0.5), (self.pipeline.run_twice, 1),
            (self.pipeline.run_meanwhile, 2), (self.pipeline.join, 2), (self.pipeline.spool, 1),
            (self.pipeline.unspool, 1), (self.pipeline.tear, 0.5), (self.pipeline.reboot, 0.3), (self.move, 0.3),
            (self.pass_time, 0.5), (self.set_clock_back, 0.3), (self.rename_source, 0.2), (self.restore, 1),
        ]
        if self.random.random() < 0.7:
            for log in self.logs:
                log.write()
        # A first run that nothing is stored of is one, too.
        self.random.choice([self.pipeline.run] * 3 + [lambda: self.pipeline.run_and_kill(only="ingest")])()
        for _ in range(self.random.randint(5, 30)):
            self.random.choices([step for step, _ in steps], [weight for _, weight in steps])[0]()
        return self.end()

    def end(self):
        """A clean run once all has been quiet, and the comparison."""
        self.pipeline.finish()
        self.pass_time(120)
        self.pipeline.finish()
        ledger = sum((log.ledger for log in self.logs), collections.Counter())
        excused = sum((log.excused for log in self.logs), collections.Counter())
        stored = self.pipeline.stored()
        lost, double, odd = ledger - stored, stored - (ledger + excused), self.pipeline.odd
        for log in self.logs:
            log.close()
        if not self.keep and not lost and not double and not odd:
            shutil.rmtree(self.folder)
        for name, lines in (("lost", lost), ("duplicate", double)):
            for text, count in list(lines.items())[:5]:
                self.say(f"{name}: {text[:30]!r} x{count}")
        if os.path.exists(self.folder):
            with open(os.path.join(self.folder, "steps"), "w") as file:
                file.writelines(f"{step}\n" for step in self.steps)
        return lost.total(), double.total(), odd, sum(log.rotations for log in self.logs), self.pipeline.kills
