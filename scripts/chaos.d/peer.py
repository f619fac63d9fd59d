"""Another log shipper under schedules that it can be asked too, beside Logly under the same.

What rotation packs, other names than NAME.1 and NAME-DATE, lines that come late or in halves after a rename, torn pipes
and all that concerns offsets and databases are left out: what is left is writing, rename, copytruncate and kill -9.
"""

import collections
import glob
import json
import os
import random
import re
import signal
import subprocess
import time

from log import Traits
from pipeline import Pipeline
from schedule import Schedule

PEERS = ["logly", "rsyslog", "rsyslog-down", "rsyslog-wildcard"]

CONFIGURATION = """
global(workDirectory="{folder}/state" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off")
module(load="imfile" mode="inotify")
template(name="raw" type="string" string="%msg%\\n")
# Direct: a line is written before the position behind it is kept; with a queue between a kill loses what is in it.
ruleset(name="store" queue.type="Direct") {{ action(type="omfile" file="{folder}/out" template="raw") }}
input(type="imfile" file="{pattern}" tag="app:" ruleset="store" freshStartTail="off" reopenOnTruncate="on"
      persistStateInterval="1")
"""


class Rsyslog:
    """rsyslog's imfile and omfile, always running but for where it is killed."""

    def __init__(self, random, folder, path, say, variant):
        self.random, self.folder, self.path, self.say = random, folder, path, say
        # Started again at once, as under systemd; else by the next run.
        self.returns = variant != "rsyslog-down"
        # The log alone, or with it what rotation makes of it.
        pattern = path + "*" if variant == "rsyslog-wildcard" else path
        self.kills, self.odd, self.is_clean, self.process = 0, [], False, None
        self.out = os.path.join(folder, "out")
        os.mkdir(os.path.join(folder, "state"))
        with open(os.path.join(folder, "rsyslog.conf"), "w") as file:
            file.write(CONFIGURATION.format(folder=folder, pattern=pattern))

    def start(self):
        if self.process is None:
            with open(os.path.join(self.folder, "stderr"), "ab") as errors:
                self.process = subprocess.Popen(
                    ["rsyslogd", "-n", "-f", os.path.join(self.folder, "rsyslog.conf"), "-i", "NONE"],
                    stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)

    def run(self):
        """Waits until all that is there has been read, or nothing has come for a second."""
        self.start()
        before, since = None, time.monotonic()
        while time.monotonic() - since < 1:
            time.sleep(0.02)
            now = (os.path.getsize(self.out) if os.path.exists(self.out) else 0, self.positions())
            if now != before:
                before, since = now, time.monotonic()
            elif self.is_read(now[1]) and time.monotonic() - since > 0.1:
                break
        self.is_clean = True
        self.say("settled")
        return True

    def positions(self):
        """By inode: how far the files are read."""
        found = {}
        for path in glob.glob(os.path.join(self.folder, "state", "imfile-state:*")):
            try:
                with open(path) as file:
                    found[int(path.split(":")[1])] = json.load(file)["curr_offs"]
            except (ValueError, KeyError, OSError):
                pass
        return found

    def is_read(self, positions):
        if not os.path.exists(self.path):
            return True
        with open(self.path, "rb") as file:
            return positions.get(os.fstat(file.fileno()).st_ino, 0) == file.read().rfind(b"\n") + 1

    def run_and_kill(self):
        self.start()
        time.sleep(0.03 * self.random.random() ** 2)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None
        self.kills += 1
        self.say("killed")
        if self.returns:
            self.start()

    def join(self):
        pass

    def finish(self):
        self.run()

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def stored(self):
        self.stop()
        with open(self.out, errors="replace") as file:
            return collections.Counter(re.sub(r"^.{15} web app: ", "", line.rstrip("\n")) for line in file)


class CommonTraits(Traits):
    def __init__(self, random):
        super().__init__(random)
        self.way = random.choice(["rename", "copytruncate"])
        self.style = random.choice(["number", "date"])
        self.packing, self.multiline, self.logs = None, False, 1


class CommonSchedule(Schedule):
    """What both can be asked."""

    def __init__(self, *arguments, peer, pause):
        self.peer, self.pause = peer, pause
        super().__init__(*arguments)

    def make_traits(self):
        return CommonTraits(self.random)

    def make_pipeline(self, programs, path):
        # Chance of its own, so that the log's is the same whoever reads it.
        chance = random.Random(self.seed)
        if self.peer != "logly":
            return Rsyslog(chance, self.folder, path, self.say, self.peer)
        return Pipeline(chance, self.folder, programs, path, self.traits, self.say)

    def rotate(self):
        self.touch()
        log = self.log()
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            log.finish_partial()
            self.rest()
            log.rotate(self.run_within)
            log.close_late()
            self.rest()
            if self.random.random() < 0.5:
                log.write()

    def rest(self):
        """Time for who is always running."""
        time.sleep(self.pause)

    def play(self):
        steps = [(self.write, 10), (self.rotate, 4), (self.finish_partial, 2), (self.expire, 1),
                 (self.pipeline.run, 4), (self.pipeline.run_and_kill, 4)]
        self.write()
        self.pipeline.run()
        for _ in range(self.random.randint(5, 30)):
            self.random.choices([step for step, _ in steps], [weight for _, weight in steps])[0]()
            self.rest()
        return self.end()

    def pass_time(self, seconds):
        if self.peer == "logly":
            return super().pass_time(seconds)
        for log in self.logs:
            log.finish_partial()
