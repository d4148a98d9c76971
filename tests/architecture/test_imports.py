"""The imports of the package, read from its source, against the order of its layers."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "matcher"
GENERATED = "v1"

# From the top to the bottom. A layer imports only layers below its own; names on one line never import each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("rpc", "console", "cli"),
    ("service", "library"),
    ("store", "engine"),
    ("insights",),
    ("scenarios",),
    ("plans",),
    ("solving", "certify"),
    ("problems",),
    ("scoring",),
    ("vectors",),
    ("profiles",),
    ("errors", "limits"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
PURE = ("profiles", "vectors", "scoring", "problems", "solving", "certify", "plans", "scenarios", "insights")

# Stand beside the layers: what they may import, and who may import them.
ONLY_FROM = {
    "settings": {"service", "rpc", "cli", "console", "engine", "store"},
    "v1": {"rpc"},
    "signals": set(),  # for server.py, which hears signals before it imports the rest
    "library": {"cli", "console"},  # the surface of `import matcher`: opens files, then calls plans
}
ONLY_IMPORTS = {
    "problems": {"problems", "errors", "limits"},
    "settings": {"errors", "limits"},
    "v1": {"v1"},
    "signals": set(),
}

# Who may import what of others.
HOME_OF = {
    "grpc": {"rpc", "v1"},
    "grpc_health": {"rpc"},
    "grpc_reflection": {"rpc"},
    "grpc_status": {"rpc"},
    "google": {"rpc", "v1"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "sqlite3": {"store"},
    "scipy": set(),  # the oracle of the tests and benchmarks: what it judges must not lean on it
    "networkx": {"scoring"},
    "highspy": {"solving"},
    "rustworkx": {"solving"},
    "ortools": {"solving"},
    "typer": {"cli"},
    "rich": {"cli"},
}
IMPURE = {
    "logging", "structlog", "time", "random", "secrets", "uuid", "os", "pathlib", "socket", "subprocess", "threading",
    "multiprocessing", "concurrent", "asyncio", "tempfile", "shutil",
}  # fmt: skip
ALLOWED_IMPURE = {
    ("problems/stopping.py", "threading"),  # a lock in the token by which another thread stops the work
    ("solving/resolving.py", "threading"),  # a lock on the arrays that all states of one solve share
}


class Import(NamedTuple):
    """One import of the package: where it stands and what it names."""

    file: Path
    line: int
    module: str

    @property
    def home(self) -> str:
        """The folder or module of ``matcher`` in which the import stands; empty for ``matcher/__init__``."""
        parts = self.file.relative_to(PACKAGE).with_suffix("").parts
        return "" if parts == ("__init__",) else parts[0]

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    @property
    def target(self) -> str:
        """The folder or module of ``matcher`` that is imported; empty for other packages."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "matcher" and len(parts) > 1 else ""

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


def sources() -> list[Path]:
    """Return every source file that is written by hand."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != GENERATED)


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        if node.module == "pathlib" and all(alias.name.startswith("Pure") for alias in node.names):
            return  # names of files, not files
        if node.module == "matcher":
            yield from (f"matcher.{alias.name}" for alias in node.names)
        else:
            yield node.module


def _imports(files: list[Path]) -> list[Import]:
    return [
        Import(file, node.lineno, name)
        for file in files
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _names(node)
    ]


IMPORTS = _imports(sources())
GENERATED_IMPORTS = _imports(sorted((PACKAGE / GENERATED).glob("*.py")))


def _broken(found: Import) -> str:
    home, target = found.home, found.target
    if not target or not home or target == home:
        return ""
    if home in ONLY_IMPORTS and target not in ONLY_IMPORTS[home]:
        return f"{found}: {home} imports only {sorted(ONLY_IMPORTS[home])}"
    if target in ONLY_FROM:
        return "" if home in ONLY_FROM[target] else f"{found}: {target} is for {sorted(ONLY_FROM[target])}"
    if home in RANK and target in RANK and RANK[home] >= RANK[target] and (home, target) != ("errors", "limits"):
        return f"{found}: {home} does not lie above {target}"
    return ""


def test_every_package_has_its_place() -> None:
    """A folder that no rule knows would be free to import anything."""
    known = {*RANK, *ONLY_FROM, "__init__", "py.typed"}
    present = {path.stem if path.suffix == ".py" else path.name for path in PACKAGE.iterdir()} - {"__pycache__"}
    assert present <= known


def test_imports_run_downwards() -> None:
    """The way of the data is one way: only so can a stage be read, tested and replaced without those after it."""
    assert [text for found in [*IMPORTS, *GENERATED_IMPORTS] if (text := _broken(found))] == []


def test_a_wrong_import_would_be_found() -> None:
    """A test that walks imports proves nothing unless it can fail."""
    for home, module in (("plans", "matcher.store"), ("certify", "matcher.solving"), ("cli", "matcher.rpc.server")):
        assert _broken(Import(PACKAGE / home / "x.py", 1, module))
    assert _broken(Import(PACKAGE / "problems" / "x.py", 1, "matcher.scoring.policy"))
    assert not _broken(Import(PACKAGE / "service" / "x.py", 1, "matcher.plans"))


@pytest.mark.parametrize("package", sorted(HOME_OF))
def test_each_library_stays_at_home(package: str) -> None:
    """What is imported in one place can be exchanged in one place."""
    strays = [str(found) for found in IMPORTS if found.top == package and found.home not in HOME_OF[package]]
    assert strays == []


def test_pure_packages_touch_nothing_outside() -> None:
    """From profiles to plans the same input gives the same output: no clock, files, chance, threads or logs."""
    strays = [
        str(found)
        for found in IMPORTS
        if found.home in PURE
        and found.top in IMPURE
        and (found.file.relative_to(PACKAGE).as_posix(), found.top) not in ALLOWED_IMPURE
    ]
    assert strays == []


def _reads_environment(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}


def test_only_settings_reads_the_environment() -> None:
    """A setting that is read elsewhere is documented nowhere."""
    strays = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sources()
        if file != PACKAGE / "settings.py"
        for node in ast.walk(ast.parse(file.read_bytes()))
        if _reads_environment(node)
    ]
    assert strays == []


def test_pure_packages_open_no_files() -> None:
    """Readers and writers work on bytes; whoever opens the file decides what may be opened."""
    strays = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sources()
        if file.relative_to(PACKAGE).parts[0] in PURE
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}
    ]
    assert strays == []


@pytest.mark.parametrize("module", ["matcher", "matcher.v1", "matcher.errors", "matcher.settings"])
def test_import_is_light(module: str) -> None:
    """A client that only wants the generated messages must not wait for compilers and solvers to load."""
    heavy = ["numpy", "numba", "scipy", *(["grpc"] if module != "matcher.v1" else [])]
    code = f"import {module}, sys; print(*[name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []
