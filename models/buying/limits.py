"""The limits of buying.toml as those of the programme."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.buying import Budget as BudgetRule
from data.buying import Buying, pool_name
from data.buying import Cap as CapRule
from models.buying.horizon import Horizon
from models.buying.in_hand import Contract, whole_units_by_month
from models.buying.offered import Offered
from models.buying.reading import Question
from models.buying.solving import EVIDENCE
from models.procurement.fees import payments
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap, given
from models.procurement.solving import Gap

Numbers = NDArray[np.float64]

IMPORTED_SHARE = "imported_share"
IMPORTED = "imported"
EVIDENCE_SHARE = "evidence_share"
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Told:
    """How a limit is told: its kind, and what one more of it is."""

    kind: str
    unit: str


TOLD = {
    Cap: Told("cap", "server"),
    ShareCap: Told("share", "server"),
    Budget: Told("budget", "CNY"),
    ServiceLevel: Told("service level", "server-hour"),
}


def as_told(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps as the file names the limits, one for each month of a limit: what suffices for all.

    Clamps of single offers are the evidence share.
    """
    found: dict[tuple[str, int], float] = {}
    for gap in gaps:
        name = EVIDENCE_SHARE if gap.name.startswith(f"{EVIDENCE}|") else gap.name
        found[name, gap.month] = max(found.get((name, gap.month), 0.0), gap.by)
    return tuple(Gap(name, month, by) for (name, month), by in found.items())


def limits_of(buying: Buying, question: Question) -> list[Limit]:
    """All that concern what is asked; contracts count that are in hand for any pool."""
    cases, horizon, contracts = question.cases, question.horizon, question.contracts
    offers = [one for case in cases for one in case.for_sale]
    found: list[Limit] = []
    for rule in buying.cap:
        found += _cap(rule, offers, contracts, horizon)
    if buying.imported_share is not None:
        share, origins = buying.imported_share, question.origins
        found.append(_imported(share, offers, contracts, origins, horizon))
    found += [_budget(rule, horizon) for rule in buying.budget]
    pools = {case.pool_id: case.item for case in cases}
    for level in buying.service_level:
        if level.pool is None:
            found.append(ServiceLevel(level.name, level.share))
        found += [
            ServiceLevel(level.name, level.share, pool_id)
            for pool_id in pools
            if level.pool in (pool_id, pool_name(pool_id))
        ]
    return found


def after_giving(limits: Iterable[Limit], gaps: Iterable[Gap]) -> tuple[Limit, ...]:
    """Limits as they are after what must give has given."""
    found = tuple(limits)
    for gap in gaps:
        found = tuple(
            given(one, gap.month, gap.by) if one.name == gap.name else one for one in found
        )
    return found


def on_purchases(limits: Iterable[Limit]) -> tuple[tuple[Limit, ...], tuple[Gap, ...]]:
    """Limits as they bind what is bought, and by how much contracts in hand exceed them already.

    What is signed cannot be undone: where it exceeds a limit, no more of it is bought.
    """
    found: list[Limit] = []
    exceeded: list[Gap] = []
    for limit in limits:
        if not isinstance(limit, Cap | ShareCap):
            found.append(limit)
            continue
        held = np.array(limit.in_hand_units)
        if isinstance(limit, Cap):
            allowed = np.array(limit.units)[: len(held)]
        else:
            allowed = limit.share * np.array(limit.all_in_hand_units)
        over = np.maximum(held - allowed, 0.0)
        found.append(replace(limit, in_hand_units=tuple((held - over).tolist())))
        months = np.flatnonzero(over > _SMALLEST)
        exceeded += [Gap(limit.name, month, float(over[month])) for month in months.tolist()]
    return tuple(found), tuple(exceeded)


def _cap(
    rule: CapRule, offers: Iterable[Offered], contracts: Iterable[Contract], horizon: Horizon
) -> Iterator[Cap]:
    names = frozenset(
        one.name
        for one in offers
        if rule.concerns(one.offer_id, one.provider, one.pool_id, one.chip)
    )
    if not names:
        return
    in_hand = np.zeros(horizon.months)
    if rule.counts == "running" and rule.offer is None:
        concerned = (c for c in contracts if rule.concerns("", c.provider, c.pool_id, c.chip))
        in_hand = _servers(concerned, horizon)
    units = tuple(rule.units if rule.holds(month) else np.inf for month in horizon.firsts())
    counts: Literal["active", "bought"] = "active" if rule.counts == "running" else "bought"
    yield Cap(rule.name, names, units, counts, tuple(in_hand.tolist()))


def _imported(
    share: float,
    offers: Iterable[Offered],
    contracts: Sequence[Contract],
    origins: Mapping[str, str],
    horizon: Horizon,
) -> ShareCap:
    names = frozenset(one.name for one in offers if origins.get(one.chip) == IMPORTED)
    imported = (one for one in contracts if origins.get(one.chip) == IMPORTED)
    return ShareCap(
        IMPORTED_SHARE,
        names,
        share,
        tuple(_servers(imported, horizon).tolist()),
        tuple(_servers(contracts, horizon).tolist()),
    )


def _servers(contracts: Iterable[Contract], horizon: Horizon) -> Numbers:
    """Servers in hand by month, as they are planned with: what follows on one takes its place."""
    return sum(
        (whole_units_by_month([one], one.cards_per_server, horizon) for one in contracts),
        np.zeros(horizon.months),
    )


def _budget(rule: BudgetRule, horizon: Horizon) -> Budget:
    amount = float(rule.amount_cny_per_month)
    return Budget(
        rule.name, tuple(amount if rule.holds(month) else np.inf for month in horizon.firsts())
    )


def is_beyond(limit: Limit, offered: Offered, months: int) -> bool:
    """Whether one unit, bought now, is due more in a month than a budget has."""
    if not isinstance(limit, Budget):
        return False
    due = payments(offered.plan(), 0, months).tolist()
    return any(paid > cny for paid, cny in zip(due, limit.cny, strict=False))


def limit_rows(
    limits: Sequence[Limit],
    firsts: Sequence[date],
    worths: Iterable[tuple[str, int, Decimal]],
    gaps: Iterable[tuple[str, int, float]],
) -> Iterator[dict[str, object]]:
    """What one more of a limit is worth, and by how much those must give that cannot be held."""
    told = {limit.name: TOLD[type(limit)] for limit in limits}
    told[EVIDENCE_SHARE] = Told("evidence", "server")
    told_of: tuple[tuple[str, Iterable[tuple[str, int, float | Decimal]]], ...]
    told_of = (("must_give", gaps), ("worth_cny", worths))
    for column, found in told_of:
        for name, month, amount in found:
            yield {
                "limit_name": name,
                "kind": told[name].kind,
                "month": firsts[month] if month >= 0 else None,
                "unit": told[name].unit,
                "worth_cny": None,
                "must_give": None,
            } | {column: amount}
