"""``python -m benchmarks NAME [ARGUMENT ...]``: the same as ``./run bench NAME [ARGUMENT ...]``."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("quality", "speed", "agree")


def main() -> None:
    """Run the benchmark named by the first argument with the rest of the arguments."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in NAMES:
        sys.exit(f"usage: python -m benchmarks NAME [ARGUMENT ...]; names: {', '.join(NAMES)}")
    sys.argv = [f"benchmarks {name}", *sys.argv[2:]]
    import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
