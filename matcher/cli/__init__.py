"""The shell: every verb reads its input, calls one function of the layers below and prints what comes back.

Results go to stdout, everything else to stderr. Exit codes stand in ``matcher.cli.failures``.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the shell with the arguments of the process."""
    try:
        from matcher.cli.app import app

        app(prog_name="./run")
    except KeyboardInterrupt:  # before the work began
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
