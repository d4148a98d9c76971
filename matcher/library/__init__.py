"""The library surface: paths and profiles in, plans out. What the service does over gRPC, without a service."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from matcher import plans
from matcher.errors import Fault, InvalidFile, InvalidInput, Violation
from matcher.plans.bundle import Bundle
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
from matcher.profiles.validation import parse, parse_json, violations_of
from matcher.scoring.policy import Policy
from matcher.scoring.setting import PairId

What = PlanInputs | Sequence[Authority]

# Terms of a programme that belong to a kind: they fall away where it is planned as one of another kind.
_TERMS_OF_KIND: Final = {
    "cycle_length_max": {PairingKind.CYCLE},
    "visits": {PairingKind.STUDY_VISIT},
    "search_seconds": {PairingKind.TWIN, PairingKind.CYCLE, PairingKind.STUDY_VISIT},
}

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


def read_bundle(path: str | Path) -> tuple[PlanInputs, Plan]:
    """Return the inputs and the plan of a saved bundle, which is proved again. ``base`` takes the two.

    Raises:
        InvalidInput: where the file is no bundle, or the check refuses it; with every fault.
        OSError: where it cannot be read.
    """
    return bundle_of(Path(path).read_bytes())


def bundle_of(data: bytes) -> tuple[PlanInputs, Plan]:
    """Return what a bundle holds. Raises as ``read_bundle``."""
    verdict = plans.check_bundle(data)
    if not verdict.proved:
        raise InvalidInput(Violation("bundle", Fault.CONTRADICTION, fault) for fault in verdict.faults)
    bundle = parse_json(Bundle, data)
    return bundle.inputs, bundle.plan


def inputs_of(
    authorities: Sequence[Authority],
    policy: Policy | None = None,
    *,
    kind: PairingKind | str = PairingKind.MENTORING,
    past_pairings: Sequence[PastPairing] = (),
) -> PlanInputs:
    """Return the inputs of a programme that runs from the first to the last day on which anybody is available.

    Raises:
        InvalidInput: where nobody says when visits are possible, two authorities share an id, or there is no such kind.
    """
    windows = [window for authority in authorities for window in authority.logistics.windows]
    if not windows:
        raise InvalidInput.one(
            "authorities", Fault.MISSING, "name no window in which visits are possible", allowed="logistics.windows"
        )
    frame = {
        "id": "programme",
        "name": "Programme",
        "kind": kind_of(kind),
        "starts": min(window.start for window in windows),
        "ends": max(window.end for window in windows),
        "policy": policy or Policy(),
    }
    programme = parse(Programme, frame, path="programme")
    return plan_inputs(programme, authorities, past_pairings)


def kind_of(kind: PairingKind | str) -> PairingKind:
    """Return the kind of this name, in whatever letters.

    Raises:
        InvalidInput: where there is none.
    """
    found = next((one for one in PairingKind if one == str(kind).upper()), None)
    if found is None:
        raise InvalidInput.one(
            "kind", Fault.NOT_ALLOWED, "is not a kind of plan", value=kind, allowed=", ".join(PairingKind)
        )
    return found


def with_kind(programme: Programme, kind: PairingKind | str) -> Programme:
    """Return ``programme`` as one of another kind, with the weights of that kind where it has none of its own.

    What belongs to the former kind alone falls away: the length of cycles, the terms of visits, how long is searched.

    Raises:
        InvalidInput: where there is no such kind, or it does not take the programme's goal, numbers or pins.
    """
    former, kind = programme.kind, kind_of(kind)
    if former is kind:
        return programme
    frame = {**programme.model_dump(), "kind": kind}
    for term, kinds in _TERMS_OF_KIND.items():
        if kind not in kinds:
            del frame[term]
    for part in ("weights", "context_parts"):
        if getattr(programme.policy, part) == getattr(former.defaults, part):
            del frame["policy"][part]
    return parse(Programme, frame, path="programme")


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


def inputs_for(
    what: What,
    policy: Policy | None = None,
    kind: PairingKind | str | None = None,
    goal: Goal | str | None = None,
) -> PlanInputs:
    """Return whole inputs: those given, or profiles under the default programme, with what stands in its place.

    Raises: as ``inputs_of`` and ``with_kind``.
    """
    if not isinstance(what, PlanInputs):
        inputs = inputs_of(what, policy, kind=PairingKind.MENTORING if kind is None else kind)
    else:
        programme = what.programme if kind is None else with_kind(what.programme, kind)
        if policy is not None:  # parsed again: it takes the weights of the kind where it gives none
            programme = parse(Programme, {**programme.model_dump(), "policy": policy}, path="programme")
        inputs = what.model_copy(update={"programme": programme})
    if goal is None:
        return inputs
    return inputs.model_copy(update={"programme": with_goal(inputs.programme, goal)})


def make_plan(
    authorities: What,
    policy: Policy | None = None,
    *,
    kind: PairingKind | str | None = None,
    goal: Goal | str | None = None,
    stop: StopToken | None = None,
) -> Plan:
    """Return the best plan, proved. ``authorities`` may be profiles or whole inputs with programme and history.

    An exchange that is not proved the best within ``programme.search_seconds`` comes with a proof of how much better
    another plan could be at most: ``verdict`` is BOUND_PROVED then.

    Args:
        authorities: profiles, or whole inputs.
        policy: in place of the programme's.
        kind: in place of the programme's: "mentoring", "twin", "cycle" or "study_visit"; mentoring for profiles alone.
        goal: in place of the programme's: "total", "most_pairs", "floor", "fairest" or "stable".
        stop: ends the work; without one it is timed by ``time.monotonic``.

    Raises: as ``matcher.plans.make_plan``.
    """
    inputs = inputs_for(authorities, policy, kind, goal)
    return plans.make_plan(inputs, stop=timed(stop))


def calendar(plan: Plan, inputs: PlanInputs, authority_id: str | None = None) -> bytes:
    """Return the visits of an exchange plan as an iCalendar file: all, or those of one authority.

    Raises:
        InvalidInput: for a plan without dates (mentoring), or an authority that is not of the programme.
    """
    return plans.plan_ics(plan, inputs, authority_id)


def suggest(
    authorities: What, policy: Policy | None, for_id: str, k: int = 10, *, role: Role | None = None
) -> Suggestions:
    """Return the ``k`` best partners of ``for_id`` when it takes ``role``, by default the one that learns.

    Raises: as ``matcher.plans.suggest``.
    """
    inputs = inputs_for(authorities, policy)
    return plans.suggest(inputs, for_id, role or inputs.programme.kind.roles[0], k)


def explain(authorities: What, policy: Policy | None, mentee_id: str, mentor_id: str) -> PairScore:
    """Return the score of one pair, who learns first, with all that led to it. Raises as ``matcher.plans.explain``."""
    return plans.explain(inputs_for(authorities, policy), mentee_id, mentor_id)


def evaluate(authorities: What, policy: Policy | None, pairs: Sequence[PairId]) -> Evaluation:
    """Judge (mentee id, mentor id) ``pairs`` against the optimum. Raises as ``matcher.plans.evaluate``."""
    return plans.evaluate(inputs_for(authorities, policy), pairs, stop=timed(None))


def readiness(authorities: What, policy: Policy | None = None) -> ReadinessReport:
    """Return who can be planned and who cannot, and why. Raises as ``matcher.plans.readiness``."""
    return plans.readiness(inputs_for(authorities, policy))


def timed(stop: StopToken | None) -> StopToken:
    """Return ``stop``, or a token that tells the time, so that searches can be timed."""
    return stop or StopToken(clock=time.monotonic)
