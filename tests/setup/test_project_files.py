"""What stands in the project's own files: dependencies, locks, licences, metadata."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import matcher

ROOT = Path(__file__).parents[2]
PYPROJECT_TEXT = (ROOT / "pyproject.toml").read_text("utf-8")
PYPROJECT: dict[str, Any] = tomllib.loads(PYPROJECT_TEXT)
LOCKS = sorted([*ROOT.glob("requirements*.lock"), *ROOT.glob("benchmarks/*.lock")])

# Licences under which a package may be used by a program under the EUPL-1.2: permissive ones, and weak copyleft that
# stays within the package's own files (MPL, LGPL).
COMPATIBLE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EUPL-1.2", "ISC", "LGPL-3.0-only", "MIT",
    "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# What packages without an SPDX expression write in its place.
SPDX_OF = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT": "MIT",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}


def _pins(lock: Path) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


RUNTIME = _pins(ROOT / "requirements.lock")
DEVELOPMENT = _pins(ROOT / "requirements-dev.lock")
RUNTIME_NEEDS = [
    *PYPROJECT["project"]["dependencies"],
    *(text for extra in PYPROJECT["project"]["optional-dependencies"].values() for text in extra),
]
DEVELOPMENT_NEEDS = PYPROJECT["dependency-groups"]["dev"]
PEERS = _pins(ROOT / "benchmarks" / "peers.lock")
APART = _pins(ROOT / "benchmarks" / "peers-apart.lock")


@pytest.mark.parametrize("text", sorted({*RUNTIME_NEEDS, *DEVELOPMENT_NEEDS}))
def test_every_dependency_states_its_reason(text: str) -> None:
    """A package nobody can say the purpose of is never removed again."""
    lines = [line for line in PYPROJECT_TEXT.splitlines() if f'"{text}"' in line]
    assert lines
    assert [line for line in lines if len(line.partition("#")[2].strip()) <= 8] == []


def _unlocked(needs: list[str], pins: dict[str, set[str]]) -> list[str]:
    missing = []
    for requirement in map(Requirement, needs):
        versions = pins.get(canonicalize_name(requirement.name), set())
        if not versions or not all(requirement.specifier.contains(version) for version in versions):
            missing.append(f"{requirement} is locked as {sorted(versions)}")
    return missing


def test_the_locks_satisfy_the_project() -> None:
    """A lock that is older than the dependencies installs another program than the one that was tested."""
    assert _unlocked(RUNTIME_NEEDS, RUNTIME) == []
    assert _unlocked([*RUNTIME_NEEDS, *DEVELOPMENT_NEEDS], DEVELOPMENT) == []


def _written(name: str) -> list[str]:
    lines = (ROOT / "benchmarks" / name).read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and len(line.partition("#")[2].strip()) <= 8] == []
    return [text for line in lines if (text := line.partition("#")[0].strip())]


def test_the_locks_of_the_peers_satisfy_what_they_are_made_from() -> None:
    """A benchmark against other versions than those written down cannot be had again. Each peer states its reason."""
    assert _unlocked([*RUNTIME_NEEDS, *_written("peers.in")], PEERS) == []
    assert _unlocked(_written("peers-apart.in"), APART) == []
    assert len(_written("peers-override.txt")) == 2


def test_peers_reach_neither_users_nor_tests() -> None:
    """They drag packages to versions that users do not have."""
    peers = {canonicalize_name(Requirement(text).name) for text in _written("peers.in") + _written("peers-apart.in")}
    assert peers & (set(RUNTIME) | set(DEVELOPMENT)) == set()


def test_all_locks_hold_the_same_versions() -> None:
    """What is tested must be what is run, and what is measured."""
    for lock in (RUNTIME, PEERS):
        shared = {name: versions for name, versions in lock.items() if name in DEVELOPMENT}
        assert {name: versions for name, versions in shared.items() if DEVELOPMENT[name] != versions} == {}
    assert set(RUNTIME) <= set(DEVELOPMENT)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_hashes_everything(lock: Path) -> None:
    """A host in a lock would be contacted by everyone; a package without a hash could be anything."""
    text = lock.read_text("utf-8")
    assert "#    ./run lock" in text
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.split("\n", 2)[2])
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def _licences(distribution: Distribution) -> set[str]:
    metadata = distribution.metadata
    if expression := metadata.get("License-Expression"):
        words = re.split(r"\s+(?:AND|OR)\s+|[()]", canonicalize_license_expression(expression))
        return {word.partition(" WITH ")[0].strip() for word in words if word.strip()}
    classifiers = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")
    ]
    written = classifiers or [str(metadata.get("License", "")).splitlines()[0] if metadata.get("License") else "none"]
    return {SPDX_OF.get(text, text) for text in written}


def test_installed_licences_go_with_ours() -> None:
    """A package under the GPL or without a licence would forbid passing this program on under the EUPL."""
    locked = set(RUNTIME) | set(DEVELOPMENT)
    installed = [found for found in distributions() if canonicalize_name(found.name) in locked]
    assert len(installed) > 30
    assert {found.name: text for found in installed if not (text := _licences(found)) <= COMPATIBLE} == {}


def test_the_licence_is_whole() -> None:
    """The EUPL asks that its text goes with every copy."""
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    for heading in ("1.Definitions", "5.Obligations of the Licensee", "15.Applicable Law", "Appendix"):
        assert heading in text
    assert PYPROJECT["project"]["license"] == "EUPL-1.2"


def test_publiccode_has_what_the_standard_asks() -> None:
    """Catalogues of public software take the project up from this file, and refuse it where a key is missing."""
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    required = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}
    assert required | {"legal", "maintenance", "localisation", "categories"} <= set(data)
    english = data["description"]["en"]
    assert 1 <= len(english["shortDescription"]) <= 150
    assert 150 <= len(english["longDescription"]) <= 10_000
    assert english["features"]
    assert data["legal"]["license"] == PYPROJECT["project"]["license"]
    assert data["maintenance"]["type"] == "community"
    assert data["maintenance"]["contacts"][0]["name"]
    assert data["localisation"]["availableLanguages"] == ["en"]
    assert isinstance(data["localisation"]["localisationReady"], bool)


def test_one_version() -> None:
    """Two versions in two files are one wrong version."""
    version = PYPROJECT["project"]["version"]
    assert yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))["softwareVersion"] == version
    assert getattr(matcher, "__version__", version) == version


def test_the_changelog_keeps_its_form() -> None:
    """Readers of the changelog look for the section of what is not released yet."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in text
    sections = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_between_the_pages_lead_somewhere(name: str) -> None:
    """A link that leads nowhere costs the reader more than no link."""
    text = (ROOT / name).read_text("utf-8")
    targets = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [target for target in targets if not (ROOT / target).exists()] == []
