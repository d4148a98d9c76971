"""Files that hold a late applicant."""

from __future__ import annotations

from pathlib import Path

from matcher.cli.reading import read_small
from matcher.errors import Fault, InvalidInput
from matcher.library import read_authorities
from matcher.plans.types import PlanInputs
from matcher.profiles.json_files import decode_json
from matcher.profiles.types import Authority
from matcher.profiles.validation import parse


def applicant_in(path: Path) -> Authority:
    """Return the one profile in a file: an object in a JSON document, or any file of profiles with one row.

    Raises:
        InvalidInput: with every fault of the file, or where it holds none or several.
        OSError: where it cannot be read.
    """
    if path.suffix.lower() == ".json":
        tree = decode_json(read_small(path), path.name).tree
        if isinstance(tree, dict) and "authorities" not in tree:
            return parse(Authority, tree, path=path.name)
    found = read_authorities(path)
    if len(found) != 1:
        allowed = "one profile; scenario --add takes several, one after the other"
        raise InvalidInput.one("PROFILE", Fault.TOO_MANY, f"holds {len(found)}", value=path.name, allowed=allowed)
    return found[0]


def with_applicant(inputs: PlanInputs, applicant: Authority) -> PlanInputs:
    """Return the inputs with the applicant among the authorities, for its name."""
    return inputs.model_copy(update={"authorities": (*inputs.authorities, applicant)})
