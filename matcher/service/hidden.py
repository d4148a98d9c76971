"""Avoid lists in the edits of scenarios: they rule, they are kept, and they are never shown, nor found out by edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.errors import Fault, InvalidInput, Violation
from matcher.profiles.types import Authority
from matcher.scenarios import ScenarioEdit
from matcher.scenarios.edits import AddAuthority, ChangeProfile


def shown(edits: Sequence[ScenarioEdit]) -> tuple[ScenarioEdit, ...]:
    """Return edits without the avoid lists in them."""
    return tuple(map(_shown, edits))


def with_hidden(edits: Sequence[ScenarioEdit], before: Sequence[ScenarioEdit]) -> tuple[ScenarioEdit, ...]:
    """Return edits that came back from where they were shown, with the avoid lists of those that are as they were."""
    hiding: dict[str, list[tuple[ScenarioEdit, ScenarioEdit]]] = {}  # by whom they are about: both may be thousands
    for whole in before:
        if (seen := _shown(whole)) is not whole:
            hiding.setdefault(_about(whole), []).append((seen, whole))
    return tuple(next((whole for seen, whole in hiding.get(_about(edit), ()) if seen == edit), edit) for edit in edits)


def guarded(
    edits: Sequence[ScenarioEdit], known: Mapping[str, Authority], path: str = "edits"
) -> tuple[ScenarioEdit, ...]:
    """Return edits by which nobody can find out who is avoided: an authority that comes back brings its list.

    Args:
        edits: as a client sent them.
        known: the authorities of the base by id.
        path: where the edits stand, for faults.

    Raises:
        InvalidInput: an edit that changes an avoid list: what would be possible without it tells who is on it.
    """
    faults = [
        Violation(
            f"{path}[{index}].fields.preferences{'.avoid' if isinstance(patch, Mapping) else ''}",
            Fault.NOT_ALLOWED,
            "would change what is confidential",
            allowed="other fields of preferences; all of them where the server is set to show what is confidential",
        )
        for index, edit in enumerate(edits)
        if isinstance(edit, ChangeProfile)
        and "preferences" in edit.fields
        and (not isinstance(patch := edit.fields["preferences"], Mapping) or "avoid" in patch)
    ]
    if faults:
        raise InvalidInput(faults)
    return tuple(_returning(edit, known) for edit in edits)


def _about(edit: ScenarioEdit) -> str:
    """Return the id of whom an edit of a profile is about; nobody's of any other."""
    if isinstance(edit, AddAuthority):
        return edit.authority.id
    return edit.authority_id if isinstance(edit, ChangeProfile) else ""


def _shown(edit: ScenarioEdit) -> ScenarioEdit:
    if isinstance(edit, AddAuthority) and edit.authority.preferences.avoid:
        return edit.model_copy(update={"authority": _avoiding(edit.authority, ())})
    if isinstance(edit, ChangeProfile):
        preferences = edit.fields.get("preferences")
        if isinstance(preferences, Mapping) and "avoid" in preferences:
            rest = {name: value for name, value in preferences.items() if name != "avoid"}
            return edit.model_copy(update={"fields": {**edit.fields, "preferences": rest}})
    return edit


def _returning(edit: ScenarioEdit, known: Mapping[str, Authority]) -> ScenarioEdit:
    """Return an edit that takes in somebody who was there before, with the avoid list it had then."""
    if not isinstance(edit, AddAuthority) or edit.authority.id not in known:
        return edit
    own = edit.authority.preferences.avoid
    named = {one.authority_id for one in own}
    kept = tuple(one for one in known[edit.authority.id].preferences.avoid if one.authority_id not in named)
    return edit.model_copy(update={"authority": _avoiding(edit.authority, own + kept)}) if kept else edit


def _avoiding(authority: Authority, avoid: tuple[Any, ...]) -> Authority:
    return authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": avoid})})
