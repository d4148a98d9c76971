"""Makes the Python code of the protos: ``python protos/generate.py`` writes matcher/v1, ``--check`` only compares.

The code is checked in, so that nobody needs the generator to run or to install the package.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
PACKAGE = Path("matcher") / "v1"


def generate(target: Path) -> None:
    """Write the modules of all protos under ``target`` (``target/matcher/v1/*_pb2.py`` and so on)."""
    sources = sorted(str(path.relative_to(PROTOS)) for path in (PROTOS / PACKAGE).glob("*.proto"))
    outputs = [f"--{kind}_out={target}" for kind in ("python", "pyi", "grpc_python")]
    includes = [f"-I{PROTOS}", f"-I{files('grpc_tools') / '_proto'}"]
    if protoc.main(["protoc", *includes, *outputs, *sources]) != 0:
        raise SystemExit("protoc refused the protos; its messages stand above")
    for path in (target / PACKAGE).glob("*_pb2_grpc.py"):
        if not path.name.endswith("_service_pb2_grpc.py"):
            path.unlink()  # a file without services gives an empty module


def stale(target: Path) -> list[str]:
    """Return the names of the modules under ``target`` that differ from the protos, missing and extra ones too."""
    with tempfile.TemporaryDirectory() as fresh:
        generate(Path(fresh))
        return sorted(name for name in _names(fresh) | _names(target) if _text(fresh, name) != _text(target, name))


def _names(target: str | Path) -> set[str]:
    return {path.name for path in (Path(target) / PACKAGE).glob("*_pb2*.py*")}


def _text(target: str | Path, name: str) -> str | None:
    path = Path(target) / PACKAGE / name
    return path.read_text() if path.exists() else None


def main(arguments: list[str]) -> int:
    """Write or check the modules; return the exit code."""
    if arguments == ["--check"]:
        differing = stale(ROOT)
        print("\n".join(f"{PACKAGE / name} is stale; run python protos/generate.py" for name in differing) or "fresh")
        return 1 if differing else 0
    if arguments:
        print(__doc__)
        return 2
    for name in _names(ROOT):
        (ROOT / PACKAGE / name).unlink()
    generate(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
