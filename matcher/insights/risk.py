"""What is to be expected of a plan when authorities may drop out, each with its own probability, and it is repaired.

Drop-outs are independent of each other. With up to 12 uncertain authorities all subsets of them are gone through, and
the expectation is an exact rational number; with more, subsets are drawn, seeded, and the mean comes with its standard
error. Each subset is one warm solve (``matcher.insights.light_repair``), proved; in both modes the figures do not
depend on which of several equally good plans a solver gives:

    REPAIR  as many mentees served as before, or as can be; fewest pairs broken; greatest total; then most served
    REPLAN  greatest total; fewest pairs broken; then most served

An authority that drops out does so in all its roles, and its pins, confirmed pairs included, go with it.

Cost: one warm solve for each subset: 4,096 for 12 uncertain authorities, some seconds at 300 authorities.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import compress, islice, product
from math import sqrt
from typing import Final, get_args

import numpy as np

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Violation
from matcher.insights.ground import warm_of
from matcher.insights.light_repair import Aftermath, Repairer
from matcher.insights.sureness import DropOutRisk, Expected, OwnRisk, Ratio, RiskMode
from matcher.plans.frame import Progress
from matcher.plans.inputs import pair_of
from matcher.problems import StopToken
from matcher.scenarios import edits as kinds
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.outcomes import scored_frame
from matcher.scoring.policy import PERMILLE
from matcher.scoring.scorer import Executor, Inline
from matcher.scoring.setting import PairId

EXACT_MAX: Final = 12  # uncertain authorities whose subsets are all gone through
SAMPLES: Final = 2_000
CHUNK: Final = 32  # subsets that one thread takes at a time

DRAWN_AT_ONCE: Final = 2**20

Gone = frozenset[str]
Packed = bytes  # who drops out, a bit each: of a hundred thousand subsets the names would fill the memory
Weighted = tuple[Packed, Fraction]  # who drops out, and how likely that is


def drop_out_risk(
    base: Base,
    probabilities: Mapping[str, int],
    confirmed: Sequence[PairId] = (),
    *,
    mode: RiskMode = "REPAIR",
    samples: int = SAMPLES,
    seed: int = 0,
    stop: StopToken | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> DropOutRisk:
    """Return what is to be expected of the plan after drop-outs and repair.

    Args:
        base: a mentoring plan with goal "total", without quotas and without a floor.
        probabilities: how likely each authority is to drop out, by id, permille; who is not named stays.
        confirmed: (mentee id, mentor id) of pairs that must stay as long as both sides are there.
        mode: how the plan is repaired, see above.
        samples: subsets to draw where more than 12 authorities are uncertain, 2 to 100,000.
        seed: of the draw, 0 or more.
        stop: ends the work.
        progress: called with ("drop-outs", subsets so far, subsets in all).
        executor: maps parts of the work over threads; each that is at work has a copy of the solved base.

    Raises:
        InvalidInput: a base of another kind or goal, unknown ids or pairs, or a number that is out of range.
        LimitExceeded: so many pairs that the aims of a repair do not fit into one number; or ``samples`` times the
            uncertain authorities is over ``limits.DRAWN_MAX``.
        Stopped: where ``stop`` came before the end.
        ProofFailed: where a check refused a result.
    """
    _check(base, probabilities, confirmed, {"mode": mode, "samples": samples, "seed": seed})
    asked = {one: probabilities[one] for one in sorted(probabilities) if probabilities[one] > 0}
    certain = [one for one, permille in asked.items() if permille == PERMILLE]
    uncertain = {one: permille for one, permille in asked.items() if permille < PERMILLE}
    exact = len(uncertain) <= EXACT_MAX
    if not exact and samples * len(uncertain) > limits.DRAWN_MAX:
        raise LimitExceeded("samples times uncertain authorities", samples * len(uncertain), limits.DRAWN_MAX)
    ids = (*uncertain, *certain)
    outcomes = list(_all(uncertain, len(ids)) if exact else _drawn(uncertain, len(ids), samples, seed))
    nobody, alone = _packed([False] * len(ids)), dict(zip(ids, _each_alone(len(ids)), strict=True))
    every = dict.fromkeys([nobody, *alone.values(), *(gone for gone, _ in outcomes)])
    work = _Work(base, confirmed, replan=mode == "REPLAN", stop=stop)
    found: dict[Packed, Aftermath] = {}
    for part in (executor or Inline()).map(partial(work.of_packed, ids), _parts(every)):
        found |= part
        if progress is not None:
            progress("drop-outs", len(found), len(every))
    drawn = 0 if exact else samples

    def expected(figure: Callable[[Aftermath], int]) -> Expected:
        return _expected([(figure(found[gone]), share) for gone, share in outcomes], drawn)

    risks = [_own(one, permille, found[nobody], found[alone[one]]) for one, permille in asked.items()]
    return DropOutRisk(
        mode=mode,
        exact=exact,
        outcomes=len({gone for gone, _ in outcomes}),
        samples=drawn,
        seed=seed,
        base_total_micro=found[nobody].total or 0,
        base_served=found[nobody].served,
        total_micro=expected(lambda after: after.total or 0),
        served=expected(lambda after: after.served),
        broken=expected(lambda after: after.broken),
        no_plan=expected(lambda after: int(after.total is None)),
        nobody=_ratio(_product(PERMILLE - permille for permille in asked.values())),
        authorities=tuple(sorted(risks, key=_by_loss)),
    )


def _check(
    base: Base, probabilities: Mapping[str, int], confirmed: Sequence[PairId], numbers: dict[str, object]
) -> None:
    """Refuse what cannot be asked, all of it at once."""
    warm_of(base)
    bounds: dict[str, tuple[int, int]] = {"samples": (2, limits.SAMPLES_MAX), "seed": (0, limits.SEED_MAX)}
    wrong: list[Violation] = []
    if numbers["mode"] not in get_args(RiskMode):
        allowed = ", ".join(get_args(RiskMode))
        wrong.append(Violation("mode", Fault.NOT_ALLOWED, "is no mode", str(numbers["mode"]), allowed))
    for one, permille in sorted(probabilities.items()):
        if one not in base.by_id:
            message = "is not an authority of this programme"
            wrong.append(Violation(f"probabilities.{one}", Fault.UNKNOWN_REFERENCE, message, one))
        numbers |= {f"probabilities.{one}": permille}
        bounds[f"probabilities.{one}"] = (0, PERMILLE)
    for path, (least, most) in bounds.items():
        value = numbers[path]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            wrong.append(Violation(path, Fault.OUT_OF_RANGE, "is out of range", str(value), f"{least:,} to {most:,}"))
    for at, pair in enumerate(confirmed):
        if pair not in base.scores:
            message = "is not a pair of the plan"
            wrong.append(Violation(f"confirmed[{at}]", Fault.UNKNOWN_REFERENCE, message, " with ".join(pair)))
    if wrong:
        raise InvalidInput(wrong)


def _all(uncertain: Mapping[str, int], count: int) -> Iterator[Weighted]:
    """Yield every subset and how likely it is; of ``count`` authorities those after the uncertain ones always go."""
    certain = [True] * (count - len(uncertain))
    for flags in product((False, True), repeat=len(uncertain)):
        shares = (p if flag else PERMILLE - p for p, flag in zip(uncertain.values(), flags, strict=True))
        yield _packed([*flags, *certain]), _product(shares)


def _drawn(uncertain: Mapping[str, int], count: int, samples: int, seed: int) -> Iterator[Weighted]:
    """Yield subsets that are drawn, as ``_all``. The draws are those of one call: parts go on where the last ended."""
    generator, bounds = np.random.default_rng(seed), np.array(list(uncertain.values()))
    share, step = Fraction(1, samples), max(1, DRAWN_AT_ONCE // len(uncertain))
    for first in range(0, samples, step):
        flags = np.ones((min(step, samples - first), count), np.bool_)
        flags[:, : len(uncertain)] = generator.integers(0, PERMILLE, (len(flags), len(uncertain))) < bounds
        for row in np.packbits(flags, axis=1):
            yield row.tobytes(), share


def _each_alone(count: int) -> Iterator[Packed]:
    """Yield the subset of the first of ``count`` authorities alone, that of the second, and so on."""
    flags = np.zeros(count, np.bool_)
    for at in range(count):
        flags[at] = True
        yield np.packbits(flags).tobytes()
        flags[at] = False


def _packed(flags: Sequence[bool]) -> Packed:
    return np.packbits(np.array(flags, np.bool_)).tobytes()


def _unpacked(ids: Sequence[str], gone: Packed) -> Gone:
    return frozenset(compress(ids, np.unpackbits(np.frombuffer(gone, np.uint8)).tolist()))


def _product(shares: Iterable[int]) -> Fraction:
    numerator, denominator = 1, 1
    for permille in shares:
        numerator, denominator = numerator * permille, denominator * PERMILLE
    return Fraction(numerator, denominator)


def _parts(every: Iterable[Packed]) -> Iterator[list[Packed]]:
    left = iter(every)
    while part := list(islice(left, CHUNK)):
        yield part


class _Work:
    """Repairs of one base, over threads."""

    def __init__(self, base: Base, confirmed: Sequence[PairId], *, replan: bool, stop: StopToken | None) -> None:
        self._base, self._replan, self._stop = base, replan, stop
        self._pins = frozenset([*confirmed, *(pair_of(pin) for pin in base.inputs.programme.pins)])
        warm = warm_of(base)
        self._repairer = Repairer.of(warm.place.frame, base.scores, self._pins, replan=replan, stop=stop)
        parents = warm.place.parents
        # in between two others: without it, whether these belong to one family would be another matter
        self._between = frozenset(
            one.id for one in base.inputs.authorities if one.parent_authority_id is not None and one.id in parents
        )
        self._spare: list[object] = []  # popping and appending are each one step, whatever thread does it

    def of_packed(self, ids: Sequence[str], part: list[Packed]) -> dict[Packed, Aftermath]:
        """Return what is left after each of some drop-outs among ``ids``."""
        named = [_unpacked(ids, gone) for gone in part]
        left = self.of(named)
        return {gone: left[names] for gone, names in zip(part, named, strict=True)}

    def of(self, part: list[Gone]) -> dict[Gone, Aftermath]:
        """Return what is left after each of some drop-outs."""
        try:
            state = self._spare.pop()
        except IndexError:
            copied = getattr(self._repairer.solved.state, "copy", None)
            state = None if copied is None else copied()
        found = {gone: self._after(gone, state) for gone in part}
        if state is not None:
            self._spare.append(state)
        return found

    def _after(self, gone: Gone, state: object) -> Aftermath:
        if self._between.isdisjoint(gone):
            return self._repairer.after(gone, state=state, stop=self._stop)
        pins = [pair_of(pin) for pin in self._base.inputs.programme.pins]
        edits: list[ScenarioEdit] = [
            kinds.UnpinPair(mentee_id=pair[0], mentor_id=pair[1]) for pair in pins if not gone.isdisjoint(pair)
        ]
        edits += [kinds.DropOut(authority_id=one) for one in sorted(gone)]
        frame = scored_frame(self._base, self._base.draft(edits, stop=self._stop), stop=self._stop)
        left = Repairer.of(frame, self._base.scores, self._pins, replan=self._replan, stop=self._stop)
        return left.after((), stop=self._stop)


def _expected(outcomes: Collection[tuple[int, Fraction]], samples: int) -> Expected:
    """Return the expectation of weighted figures; of drawn ones, with its standard error."""
    mean = sum((figure * share for figure, share in outcomes), Fraction(0))
    error = 0.0
    if samples:
        spread = sum(((figure - mean) ** 2 for figure, _ in outcomes), Fraction(0)) / (samples - 1)
        error = sqrt(spread / samples)
    return Expected(exact=_ratio(mean), value=float(mean), error=error)


def _own(authority_id: str, permille: int, before: Aftermath, after: Aftermath) -> OwnRisk:
    loss = None if after.total is None or before.total is None else before.total - after.total
    return OwnRisk(
        authority_id=authority_id,
        probability_permille=permille,
        loss_micro=loss,
        served=after.served,
        broken=after.broken,
        expected_loss_micro=None if loss is None else _ratio(Fraction(loss * permille, PERMILLE)),
    )


def _by_loss(own: OwnRisk) -> tuple[bool, Fraction, str]:
    """Put those first without whom there is no plan, then the greatest expected loss."""
    ratio = own.expected_loss_micro
    loss = Fraction(0) if ratio is None else Fraction(ratio.numerator, ratio.denominator)
    return ratio is not None, -loss, own.authority_id


def _ratio(value: Fraction) -> Ratio:
    return Ratio(numerator=value.numerator, denominator=value.denominator)
