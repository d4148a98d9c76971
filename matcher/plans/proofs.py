"""What proves a plan, as data: prices by id, steps of a goal, search trees of exchanges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from matcher import limits
from matcher.plans.programme import PairName
from matcher.profiles.values import AuthorityId, Frozen, Text

Price = Annotated[int, Field(ge=-limits.PRICE_ABS_MAX, le=limits.PRICE_ABS_MAX)]
Count = Annotated[int, Field(ge=0, le=limits.EDGES_MAX)]
Total = Annotated[int, Field(ge=-(2**62), le=2**62)]


class GoalStep(Frozen):
    """One step of a goal, and the prices that prove it. Prices stand in the order of the certificate's lists of ids.

    PAIRS: no plan has more than ``pairs`` pairs. Of the plans with so many, WORST: each has at least ``pairs`` pairs of
    ``score_micro`` or below; AT_MOST: none that is as good in the steps before has fewer than ``pairs`` of them.
    """

    kind: Literal["PAIRS", "WORST", "AT_MOST"]
    pairs: Count
    score_micro: Total | None = None
    mentee_price: tuple[Price, ...]
    mentor_price: tuple[Price, ...]
    limit_price: Price
    mentee_quota_price: tuple[Price, ...] = ()  # in the order of the certificate's lists of quotas
    mentor_quota_price: tuple[Price, ...] = ()


class SearchSplit(Frozen):
    """An inner node of a search among mentoring plans, see ``matcher.problems.SearchTree``.

    ``index`` counts eligible pairs by (mentee, mentor), ready mentees and mentors, and quotas, each in order.
    """

    kind: Literal["EDGE", "LEFT", "RIGHT", "LEFT_GROUP", "RIGHT_GROUP", "ALL", "QUOTA", "USED"]
    index: Count
    threshold: Total
    low: int
    high: int


class SearchLeaf(Frozen):
    """Prices, in micro-points divided by ``scale``, that bound every plan in a leaf; ``ray``: it holds none.

    Prices of mentees, mentors and quotas stand in their order.
    """

    mentee_price: tuple[Price, ...]
    mentor_price: tuple[Price, ...]
    limit_price: Price
    mentee_quota_price: tuple[Price, ...] = ()
    mentor_quota_price: tuple[Price, ...] = ()
    quota_price: tuple[Price, ...] = ()
    scale: Annotated[int, Field(ge=1, le=2**32)] = 1
    ray: bool = False


class SearchEvidence(Frozen):
    """What bounds the total where quotas cross: every plan lies in one leaf, whose prices bound all plans in it."""

    splits: tuple[SearchSplit, ...] = ()
    leaves: tuple[SearchLeaf, ...]


class PlanCertificate(Frozen):
    """What proves the plan: dual prices by id. ``limit_price`` belongs to the bounds on the number of pairs.

    No plan has a higher total than ``bound_micro``; for a goal in steps, none that is as good in all of ``steps``.
    There are no prices, and no bound, where the goal leaves no total to compare: "fairest" has steps only, and "stable"
    is proved by the absence of blocking pairs.

    A quota on one role has a price too: of one more pair that counts (below 0: of one less that it asks for). The price
    of a pair is that of its ends, of all quotas that count it, and of the limit. Where quotas cross there are no such
    prices for the whole; ``search`` proves the bound.
    """

    mentee_price: dict[AuthorityId, Price]
    mentor_price: dict[AuthorityId, Price]
    limit_price: Price
    bound_micro: Total | None
    steps: tuple[GoalStep, ...] = ()
    mentee_ids: tuple[AuthorityId, ...] = ()  # the order of the prices in steps
    mentor_ids: tuple[AuthorityId, ...] = ()
    mentee_quotas: tuple[Text, ...] = ()  # names of the quotas on mentees that have prices, in their order
    mentor_quotas: tuple[Text, ...] = ()
    mentee_quota_price: tuple[Price, ...] = ()
    mentor_quota_price: tuple[Price, ...] = ()
    search: SearchEvidence | None = None


class ProofSplit(Frozen):
    """An inner node of a search tree, see ``matcher.problems.programs.ProgramTree``."""

    on_row: bool
    index: Count
    threshold: Total
    low: int
    high: int


class ProofLeaf(Frozen):
    """Prices of some rows that bound every plan in a leaf; ``ray`` where they prove that it holds none."""

    rows: tuple[Count, ...]
    prices: tuple[Price, ...]
    ray: bool = False


class ProofOddSet(Frozen):
    """Authorities, and pairs with one end among them, of which no plan holds more than half the places.

    ``by_least`` are those that count by their minimum, see ``matcher.problems.twins.OddSet``.
    """

    authority_ids: tuple[AuthorityId, ...]
    pairs: tuple[PairName, ...]
    by_least: tuple[AuthorityId, ...] = ()


class ProgramEvidence(Frozen):
    """What bounds one step of the goal. Prices are in micro-points divided by ``scale``."""

    kind: Literal["COUNT", "WORST", "TOTAL"] = "TOTAL"
    scale: Annotated[int, Field(ge=1, le=2**32)]
    splits: tuple[ProofSplit, ...] = ()
    leaves: tuple[ProofLeaf, ...]
    odd_sets: tuple[ProofOddSet, ...] = ()


class ExchangeEvidence(Frozen):
    """What proves how good an exchange plan is. No plan that is as good in the steps before exceeds ``bound_micro``."""

    bound_micro: Total
    steps: tuple[ProgramEvidence, ...]
