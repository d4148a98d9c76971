"""Whether other solvers find the same optimum, and whether order and threads leave every byte of a plan alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from benchmarks.methods.market import Int
from fixtures.generator import generate
from matcher.errors import Infeasible
from matcher.plans import bundle_json, check_bundle, make_plan
from matcher.plans.frame import Frame, build_frame
from matcher.plans.types import PairRequest, Plan, PlanInputs
from matcher.problems import AssignmentProblem
from matcher.profiles.taxonomy import Role

Matrix = sparse.csr_array

THREADS = (1, 2, 4)
OPTIMAL, INFEASIBLE = 0, 2  # what scipy.optimize.milp calls them


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was found on one programme. ``None`` where a comparison does not apply.

    ``optimum_micro`` is ``None`` where no plan is feasible; then ``highs`` tells whether HiGHS found the same.
    ``proved``: the check proved the plan optimal, or the infeasibility.
    """

    setting: str
    authorities: int
    pairs_eligible: int
    optimum_micro: int | None
    proved: bool
    highs: bool
    slots: bool | None
    permuted: bool
    requests_permuted: bool
    threads: bool

    @property
    def holds(self) -> bool:
        """Whether everything that applies agrees."""
        return self.proved and self.highs and self.slots is not False and self.same_bytes

    @property
    def same_bytes(self) -> bool:
        """Whether nothing but the inputs themselves decides a byte of the plan."""
        return self.permuted and self.requests_permuted and self.threads


def agreement(setting: str, inputs: PlanInputs, seed: int = 0) -> Agreement:
    """Return whether everything agrees on one programme."""
    frame = build_frame(inputs)
    problem = frame.problem()
    plan = plan_or_none(inputs)
    optimum = None if plan is None else plan.quality.total_micro
    found = bytes_of(plan)
    return Agreement(
        setting=setting,
        authorities=len(inputs.authorities),
        pairs_eligible=problem.edge_count,
        optimum_micro=optimum,
        proved=plan is None or check_bundle(bundle_json(plan, inputs)).proved,  # None: make_plan proved infeasibility
        highs=highs_optimum(problem) == optimum,
        slots=slots_optimum(problem) == optimum if has_slots(problem) else None,
        permuted=bytes_of(plan_or_none(permuted(inputs, seed))) == found,
        requests_permuted=bytes_of(plan_or_none(requests_permuted(inputs, seed))) == found,
        threads=all(bytes_of(plan_or_none(inputs, threads)) == found for threads in THREADS),
    )


def plan_or_none(inputs: PlanInputs, threads: int = 0) -> Plan | None:
    """Return the proved plan, scored by so many threads (0: none of its own), ``None`` where proved infeasible."""
    try:
        if threads == 0:
            return make_plan(inputs)
        with ThreadPoolExecutor(threads) as pool:
            return make_plan(inputs, executor=pool)
    except Infeasible:
        return None


def bytes_of(plan: Plan | None) -> bytes:
    """Return the plan as JSON, nothing for ``None``."""
    return b"" if plan is None else plan.model_dump_json().encode()


def permuted(inputs: PlanInputs, seed: int) -> PlanInputs:
    """Return the same inputs with authorities and past pairings shuffled."""
    rng = random.Random(seed)
    return PlanInputs(
        programme=inputs.programme,
        authorities=tuple(rng.sample(inputs.authorities, len(inputs.authorities))),
        past_pairings=tuple(rng.sample(inputs.past_pairings, len(inputs.past_pairings))),
    )


def requests_permuted(inputs: PlanInputs, seed: int) -> PlanInputs:
    """Return the same inputs with pins and forbids shuffled."""
    rng, programme = random.Random(seed), inputs.programme
    shuffled = {
        "pins": tuple(rng.sample(programme.pins, len(programme.pins))),
        "forbids": tuple(rng.sample(programme.forbids, len(programme.forbids))),
    }
    return inputs.model_copy(update={"programme": programme.model_copy(update=shuffled)})


def highs_optimum(problem: AssignmentProblem) -> int | None:
    """Return the optimum that HiGHS finds, in exact integers, or ``None`` where it says there is no plan.

    The matrix is totally unimodular, so that the simplex method ends at a vertex that is a plan although
    nothing asks for whole numbers; its pairs are checked against every limit and added up as integers, so that no
    tolerance is left in the comparison.

    Raises:
        ValueError: where HiGHS ends otherwise, or at something that is no plan.

    Source: Q. Huangfu, J. A. J. Hall, Math. Prog. Comp. 10, 2018, doi:10.1007/s12532-017-0130-5.
    """
    if problem.edge_count == 0:
        return None if problem.left_min.any() or problem.right_min.any() else 0
    matrix, low, high = _limits(problem)
    least = np.zeros(problem.edge_count)
    least[problem.pinned_edge] = 1
    found = milp(
        -problem.score.astype(np.float64),
        bounds=Bounds(least, np.ones(problem.edge_count)),
        constraints=LinearConstraint(matrix, low, high),
    )
    if found.status == INFEASIBLE:
        return None
    if found.status != OPTIMAL or found.x is None:
        raise ValueError(f"HiGHS ended with status {found.status}: {found.message}")
    chosen = np.rint(found.x).astype(np.int64)
    used = matrix @ chosen
    if np.abs(found.x - chosen).max() > 1e-6 or (used > high).any() or (used < low).any():
        raise ValueError("HiGHS ended at something that is no plan")
    return int(problem.score @ chosen)


def _limits(problem: AssignmentProblem) -> tuple[Matrix, Int, Int]:
    """Return the incidence matrix [left + right + 1, edges] with what each row must lie between."""
    edges = np.arange(problem.edge_count)
    last = problem.left_count + problem.right_count
    left, right = problem.left_index.astype(np.int64), problem.right_index.astype(np.int64)
    rows: Int = np.concatenate((left, problem.left_count + right, np.full_like(edges, last)))
    columns: Int = np.tile(edges, 3)
    matrix = sparse.coo_array((np.ones(rows.size), (rows, columns)), (last + 1, edges.size)).tocsr()
    most = problem.edge_count if problem.pair_limit is None else problem.pair_limit
    low = np.concatenate((problem.left_min, problem.right_min, [0]))
    return matrix, low, np.concatenate((problem.left_capacity, problem.right_capacity, [most]))


def has_slots(problem: AssignmentProblem) -> bool:
    """Return whether places can be taken apart into single slots: one side of single places, no minimum, no limit."""
    is_single = (problem.left_capacity <= 1).all() or (problem.right_capacity <= 1).all()
    is_free = not (problem.left_min.any() or problem.right_min.any() or len(problem.pinned))
    return bool(is_single and is_free and problem.pair_limit is None)


def slots_optimum(problem: AssignmentProblem) -> int:
    """Return the optimum by assignment of single slots; pairs that are not eligible count 0, as does being left out.

    Source: D. F. Crouse, IEEE Trans. Aerosp. Electron. Syst. 52, 2016, doi:10.1109/TAES.2016.140952 (as in scipy).
    """
    table = np.zeros((problem.left_count, problem.right_count), dtype=np.int64)
    table[problem.left_index, problem.right_index] = np.maximum(problem.score, 0)
    left = np.repeat(np.arange(problem.left_count), problem.left_capacity)
    right = np.repeat(np.arange(problem.right_count), problem.right_capacity)
    value = table[np.ix_(left, right)]
    rows, columns = linear_sum_assignment(value, maximize=True)
    return int(value[rows, columns].sum())


def programmes(count: int) -> Iterator[PlanInputs]:
    """Yield small generated programmes in which every kind of limit occurs: minima, pins, forbids, pair limits."""
    for number in range(count):
        rng = random.Random(number)
        inputs = generate(
            rng.randint(4, 40),
            number,
            missing=rng.choice((0.0, 0.3)),
            mentor_percent=rng.choice((25, 40, 60)),
            least_percent=rng.choice((0, 0, 30)),
        )
        yield with_requests(with_single_places(inputs), rng) if number % 3 else with_single_places(inputs)


def with_single_places(inputs: PlanInputs) -> PlanInputs:
    """Return the inputs with one place for every mentee."""

    def single(role: Role, places: int) -> int:
        return min(places, 1) if role is Role.MENTEE else places

    authorities = tuple(
        authority.model_copy(
            update={
                "roles": tuple(
                    terms.model_copy(update={"capacity_max": single(terms.role, terms.capacity_max)})
                    for terms in authority.roles
                )
            }
        )
        for authority in inputs.authorities
    )
    return inputs.model_copy(update={"authorities": authorities})


def with_requests(inputs: PlanInputs, rng: random.Random) -> PlanInputs:
    """Return the inputs with a few pins and forbids on eligible pairs, and sometimes a limit on the number of pairs."""
    frame = build_frame(inputs)
    pairs = _eligible(frame)
    asked = rng.sample(pairs, min(len(pairs), rng.randint(0, 6)))
    pins: dict[str, str] = {}
    for mentee, mentor in asked[: rng.randint(0, 2)]:
        if mentee not in pins and mentor not in pins.values():
            pins[mentee] = mentor
    requests = {
        "pins": tuple(PairRequest(mentee_id=a, mentor_id=b, reason="agreed") for a, b in pins.items()),
        "forbids": tuple(PairRequest(mentee_id=a, mentor_id=b) for a, b in asked if pins.get(a) != b),
        "pair_limit": rng.choice((None, rng.randint(2, 12))),
    }
    return inputs.model_copy(update={"programme": inputs.programme.model_copy(update=requests)})


def _eligible(frame: Frame) -> list[tuple[str, str]]:
    rows, columns = np.nonzero(frame.table.is_eligible)
    return [
        (frame.mentee_ids[row], frame.mentor_ids[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
