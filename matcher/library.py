"""The library surface: paths and profiles in, plans out. What the service does over gRPC, without a service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from matcher import plans
from matcher.errors import Fault, InvalidFile, InvalidInput, Violation
from matcher.plans.inputs import with_goal
from matcher.plans.types import (
    Evaluation,
    Goal,
    PairingKind,
    PairName,
    PairScore,
    Plan,
    PlanInputs,
    Programme,
    ReadinessReport,
    Suggestions,
)
from matcher.problems import StopToken
from matcher.profiles import FileFormat, Profiles, read_profiles
from matcher.profiles.json_files import Document, decode_json, profiles_of
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority, PastPairing
from matcher.profiles.validation import parse, violations_of
from matcher.scoring.policy import Policy
from matcher.scoring.setting import PairId

What = PlanInputs | Sequence[Authority]

_FORMAT_OF_SUFFIX = {
    ".json": FileFormat.JSON,
    ".csv": FileFormat.CSV,
    ".zip": FileFormat.CSV,
    ".xlsx": FileFormat.XLSX,
}


def read_profiles_file(path: str | Path) -> Profiles:
    """Return the authorities and past pairings of a JSON, CSV, zipped CSV or XLSX file.

    Raises:
        InvalidFile: with every fault of the file, or where its name has another ending.
        LimitExceeded: where the file is too large.
        OSError: where it cannot be read.
    """
    path = Path(path)
    return read_profiles(path.read_bytes(), format_of(path), name=path.name)


def format_of(path: Path) -> FileFormat:
    """Return the file format that the ending of ``path`` stands for.

    Raises:
        InvalidFile: for any other ending.
    """
    file_format = _FORMAT_OF_SUFFIX.get(path.suffix.lower())
    if file_format is None:
        raise InvalidFile.one(
            "(file name)",
            Fault.NOT_ALLOWED,
            "has an ending that is not read here",
            value=path.name,
            allowed=", ".join(_FORMAT_OF_SUFFIX),
        )
    return file_format


def read_authorities(path: str | Path) -> tuple[Authority, ...]:
    """Return the authorities of a file. Raises as ``read_profiles_file``."""
    return read_profiles_file(path).authorities


def read_inputs(path: str | Path) -> PlanInputs:
    """Return all a plan needs: a JSON file with a programme as it stands, any other file under the default policy.

    Raises:
        InvalidInput: with every fault of the file.
        LimitExceeded: where the file is too large.
        OSError: where it cannot be read.
    """
    path = Path(path)
    if format_of(path) is FileFormat.JSON:
        document = decode_json(path.read_bytes(), path.name)
        if isinstance(document.tree, dict) and "programme" in document.tree:
            return _whole_inputs(document, path.name)
        profiles = profiles_of(document, path.name)
    else:
        profiles = read_profiles_file(path)
    return inputs_of(profiles.authorities, past_pairings=profiles.past_pairings)


def _whole_inputs(document: Document, name: str) -> PlanInputs:
    """Return the inputs of a document with a programme; the faults of all its parts are reported together."""
    faults: list[Violation] = []
    parts: dict[str, Any] = {}
    for part in (
        lambda: {"programme": parse(Programme, document.tree["programme"], path="programme")},
        lambda: _lists(profiles_of(document, name)),
        lambda: {"not_available": _pair_names(document.tree.get("not_available", ()))},
    ):
        try:
            parts |= part()
        except InvalidInput as error:
            faults.extend(error.violations)
    if faults:
        raise InvalidFile(faults)
    return parse(PlanInputs, parts)


def _lists(profiles: Profiles) -> dict[str, Any]:
    return {"authorities": profiles.authorities, "past_pairings": profiles.past_pairings}


def _pair_names(value: Any) -> tuple[PairName, ...]:
    try:
        return TypeAdapter(tuple[PairName, ...]).validate_python(value)
    except ValidationError as error:
        raise InvalidInput(violations_of(error, path="not_available")) from None


def inputs_of(
    authorities: Sequence[Authority],
    policy: Policy | None = None,
    *,
    kind: PairingKind = PairingKind.MENTORING,
    past_pairings: Sequence[PastPairing] = (),
) -> PlanInputs:
    """Return the inputs of a programme that runs from the first to the last day on which anybody is available.

    Raises:
        InvalidInput: where nobody says when visits are possible, or two authorities share an id.
    """
    windows = [window for authority in authorities for window in authority.logistics.windows]
    if not windows:
        raise InvalidInput.one(
            "authorities", Fault.MISSING, "name no window in which visits are possible", allowed="logistics.windows"
        )
    frame = {
        "id": "programme",
        "name": "Programme",
        "kind": kind,
        "starts": min(window.start for window in windows),
        "ends": max(window.end for window in windows),
        "policy": policy or Policy(),
    }
    programme = parse(Programme, frame, path="programme")
    return plan_inputs(programme, authorities, past_pairings)


def plan_inputs(
    programme: Programme, authorities: Sequence[Authority], past_pairings: Sequence[PastPairing] = ()
) -> PlanInputs:
    """Return checked inputs.

    Raises:
        InvalidInput: where two authorities share an id or there are too many.
    """
    return parse(
        PlanInputs,
        {"programme": programme, "authorities": tuple(authorities), "past_pairings": tuple(past_pairings)},
    )


def _inputs(
    what: What,
    policy: Policy | None,
    kind: PairingKind = PairingKind.MENTORING,
    goal: Goal | str | None = None,
) -> PlanInputs:
    if not isinstance(what, PlanInputs):
        inputs = inputs_of(what, policy, kind=kind)
    elif policy is None:
        inputs = what
    else:
        inputs = what.model_copy(update={"programme": what.programme.model_copy(update={"policy": policy})})
    if goal is None:
        return inputs
    return inputs.model_copy(update={"programme": with_goal(inputs.programme, goal)})


def make_plan(
    authorities: What,
    policy: Policy | None = None,
    *,
    kind: PairingKind = PairingKind.MENTORING,
    goal: Goal | str | None = None,
    stop: StopToken | None = None,
) -> Plan:
    """Return the best plan, proved. ``authorities`` may be profiles or whole inputs with programme and history.

    ``goal`` stands in place of the programme's: "total", "most_pairs", "floor", "fairest" or "stable".

    Raises: as ``matcher.plans.make_plan``.
    """
    return plans.make_plan(_inputs(authorities, policy, kind, goal), stop=stop)


def suggest(
    authorities: What, policy: Policy | None, for_id: str, k: int = 10, *, role: Role = Role.MENTEE
) -> Suggestions:
    """Return the ``k`` best partners of ``for_id`` when it takes ``role``. Raises as ``matcher.plans.suggest``."""
    return plans.suggest(_inputs(authorities, policy), for_id, role, k)


def explain(authorities: What, policy: Policy | None, mentee_id: str, mentor_id: str) -> PairScore:
    """Return the score of one pair with everything that led to it. Raises as ``matcher.plans.explain``."""
    return plans.explain(_inputs(authorities, policy), mentee_id, mentor_id)


def evaluate(authorities: What, policy: Policy | None, pairs: Sequence[PairId]) -> Evaluation:
    """Judge (mentee id, mentor id) ``pairs`` against the optimum. Raises as ``matcher.plans.evaluate``."""
    return plans.evaluate(_inputs(authorities, policy), pairs)


def readiness(authorities: What, policy: Policy | None = None) -> ReadinessReport:
    """Return who can be planned and who cannot, and why. Raises as ``matcher.plans.readiness``."""
    return plans.readiness(_inputs(authorities, policy))
