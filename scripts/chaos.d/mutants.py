"""Programs that lose lines, to prove that a campaign would see it."""

import os

# By name: which program is replaced, and by what. $REAL is where the right ones are.
MUTANTS = {
    # The offset is committed apart from the rows: who kills the one does not kill the other.
    "offset-apart": ("logly-ingest", """#!/bin/sh
exec 3<&0
stream=$(mktemp -p "$TMP")
{ cat <&3 > "$stream"; grep -v '"type":"event"' "$stream" | $REAL/logly-ingest "$@"; } &
wait
grep '"type":"event"' "$stream" | $REAL/logly-ingest > /dev/null
"""),
    # A file that is shorter than it was is read from its start, and no other file is looked at.
    "by-size": ("logly-parse", """#!/bin/sh
log=$(sed -n 's/.*{path: "\\([^"]*\\)".*/\\1/p' "$2")
at=$(cat "$log.at" 2> /dev/null || echo 0)
size=$(stat -c %s "$log")
test "$size" -ge "$at" || at=0
tail -c "+$((at + 1))" "$log" | head -c "$((size - at))" | $REAL/logly-parse --format syslog
echo "$size" > "$log.at"
"""),
}


def mutated(real, name, folder):
    """Makes a folder of the programs in which one is a mutant."""
    program, text = MUTANTS[name]
    for other in ("logly-parse", "logly-ingest"):
        os.symlink(os.path.join(real, other), os.path.join(folder, other))
    path = os.path.join(folder, program)
    os.remove(path)
    with open(path, "w") as file:
        file.write(text.replace("$REAL", real).replace("$TMP", folder))
    os.chmod(path, 0o755)
    return folder
