"""The shell: every verb reads its input, calls one function of the layers below and prints what comes back.

Results go to stdout, everything else to stderr. Exit codes stand in ``matcher.cli.failures``.
"""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the shell with the arguments of the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows the rest of the table
    try:
        from matcher.cli.app import app

        app(prog_name=called())
    except KeyboardInterrupt:  # before the work began
        sys.stderr.write("Stopped.\n")
        sys.exit(130)


def called() -> str:
    """Return the name the shell was called by: ``./run`` starts the module, an installation has a command."""
    name = sys.argv[0].replace("\\", "/").rpartition("/")[2]
    return name if name == "matcher" else "./run"
