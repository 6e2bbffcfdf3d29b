"""Shared cost to teams by a stated rule; the parts sum to the whole to the cent.

Rounding is by largest remainder: every part is first cut to whole cents towards zero, then the
cents that are left go one by one to the parts that lost most, ties in order of the team's name.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from data.errors import InputError, UsageError
from models.billing.checks import require_not_negative

Rule = Literal["direct", "proportional", "even", "fixed"]

ROUNDING = "largest remainder"
_CENTS_PER_CNY = 100


@dataclass(frozen=True)
class SharedCost:
    """A cost and the rule by which teams bear it.

    direct: all of it is `team`'s. proportional: by the driver `driver` (card-hours, TB-days).
    even: the same for each team. fixed: by `shares`, which sum to 1.
    """

    cost_id: str
    kind: str
    amount_cny: Decimal
    rule: Rule
    team: str | None = None
    driver: str | None = None
    shares: Mapping[str, Decimal] | None = None


@dataclass(frozen=True)
class AllocatedPart:
    """A team's part of a cost, with the share it was computed from."""

    cost_id: str
    kind: str
    team: str
    share: Fraction
    amount_cny: Decimal
    rule: Rule
    rounding: str = ROUNDING


def allocate(
    costs: Sequence[SharedCost],
    teams: Sequence[str],
    drivers: Mapping[str, Mapping[str, Decimal]],
) -> list[AllocatedPart]:
    """Parts of every cost, in the order of the costs and the teams' names.

    `drivers`: name of a driver -> team -> quantity; every team has one, zero if it used nothing.

    Raises:
        UsageError: a rule lacks what it needs, names an unknown team, or shares do not sum to 1.
        InputError: a driver is missing for a team, or all of its quantities are zero.
    """
    twice = sorted(name for name, count in Counter(teams).items() if count > 1)
    if twice:
        raise UsageError(
            f"Teams are named twice: {', '.join(twice)}",
            where="teams",
            remedy="Name each team once: an even share is one of all teams.",
        )
    parts = []
    for cost in costs:
        shares = _shares(cost, sorted(teams), drivers)
        amounts = split_to_the_cent(cost.amount_cny, shares)
        parts += [
            AllocatedPart(cost.cost_id, cost.kind, team, share, amounts[team], cost.rule)
            for team, share in shares.items()
        ]
    return parts


def split_to_the_cent(amount_cny: Decimal, shares: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Parts in whole cents that sum to the amount.

    Raises:
        UsageError: the amount is not in whole cents: no parts in cents sum to it.
    """
    if Fraction(amount_cny) * _CENTS_PER_CNY % 1:
        raise UsageError(
            f"{amount_cny} yuan is not in whole cents",
            where="shared cost",
            remedy="Round it to the cent before it is shared out.",
        )
    sign = -1 if amount_cny < 0 else 1
    cents = Fraction(abs(amount_cny)) * _CENTS_PER_CNY
    exact = {name: cents * share for name, share in shares.items()}
    whole = {name: int(value) for name, value in exact.items()}
    left = int(cents) - sum(whole.values())
    by_loss = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in by_loss[:left]:
        whole[name] += 1
    return {name: Decimal(sign * value).scaleb(-2) for name, value in whole.items()}


def _shares(
    cost: SharedCost, teams: list[str], drivers: Mapping[str, Mapping[str, Decimal]]
) -> dict[str, Fraction]:
    if cost.rule == "even":
        return {team: Fraction(1, len(teams)) for team in _known(cost, teams, teams)}
    if cost.rule == "direct":
        return dict.fromkeys(_known(cost, [cost.team] if cost.team else [], teams), Fraction(1))
    if cost.rule == "fixed":
        shares = {name: Fraction(share) for name, share in (cost.shares or {}).items()}
        return _summing_to_one(cost, {n: shares[n] for n in _known(cost, sorted(shares), teams)})
    return _proportional(cost, teams, drivers.get(cost.driver or "", {}))


def _known(cost: SharedCost, named: list[str], teams: list[str]) -> list[str]:
    unknown = [name for name in named if name not in teams]
    if unknown or not named:
        raise UsageError(
            f"The rule {cost.rule} names no team"
            if not named
            else f"The rule {cost.rule} names teams that do not exist: {', '.join(unknown)}",
            where=f"cost {cost.cost_id}",
            remedy=f"Name teams of: {', '.join(teams) or 'none, there are no teams'}.",
        )
    return named


def _summing_to_one(cost: SharedCost, shares: dict[str, Fraction]) -> dict[str, Fraction]:
    if sum(shares.values()) != 1 or min(shares.values()) < 0:
        raise UsageError(
            f"The fixed shares sum to {float(sum(shares.values())):g}, or one is negative",
            where=f"cost {cost.cost_id}",
            remedy="Make them sum to 1.",
        )
    return shares


def _proportional(
    cost: SharedCost, teams: list[str], quantities: Mapping[str, Decimal]
) -> dict[str, Fraction]:
    missing = [team for team in teams if team not in quantities]
    if missing:
        raise InputError(
            f"The driver {cost.driver or 'of the rule'} is not known for {', '.join(missing)}",
            where=f"cost {cost.cost_id}",
            remedy="Give zero for a team that used nothing; missing is not zero.",
        )
    for team in teams:
        require_not_negative(f"driver of {team}", quantities[team], "its own unit")
    whole = sum((Fraction(quantities[team]) for team in teams), Fraction(0))
    if not whole:
        raise InputError(
            f"Nobody used anything of {cost.driver}, so no share follows from it",
            where=f"cost {cost.cost_id}",
            remedy="Choose the rule even or fixed for this cost, or another driver.",
        )
    return {team: Fraction(quantities[team]) / whole for team in teams}
