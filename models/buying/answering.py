"""A question solved under its limits, which give where they cannot be held together."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from data.errors import CheckFailedError
from data.settings import Settings
from models.buying.holding import broken, missed
from models.buying.limits import (
    EVIDENCE_SHARE,
    after_giving,
    as_told,
    is_beyond,
    limits_of,
    on_purchases,
)
from models.buying.pack_choice import with_the_cheapest_later
from models.buying.reading import Question
from models.buying.solving import (
    COMPARED_GAP,
    NO_ROOM,
    Ladders,
    Rules,
    is_proven,
    monthly_rate,
)
from models.buying.spend_choice import WithMoney, solve_with_money
from models.buying.splitting import with_best_splits
from models.procurement.limits import Cap, Limit, ShareCap
from models.procurement.policy import EVIDENCE_SHARE as DEFAULT_SHARE
from models.procurement.solving import CannotBeMetError, Gap

KNOBS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_ROUNDS = 20  # of giving


@dataclass(frozen=True)
class Solved:
    """A question solved: under the limits that can be held; `gaps` of those that cannot.

    `exceeded`: by how much contracts in hand exceed limits already, which are held all the same,
    and by how much service levels are missed by need beyond what the programme counts.
    """

    question: Question
    rules: Rules
    limits: tuple[Limit, ...]
    money: WithMoney
    gaps: tuple[Gap, ...]
    exceeded: tuple[Gap, ...]

    @property
    def ladders(self) -> Ladders:
        """What is bought."""
        return self.money.ladders

    @property
    def held(self) -> tuple[Limit, ...]:
        """Limits that choices are held to: what must give as it has given, the others as asked."""
        gave = {gap.name for gap in self.gaps}
        given = (limit for limit in self.rules.limits if limit.name in gave)
        return (*given, *(limit for limit in self.limits if limit.name not in gave))


def solve_question(question: Question, settings: Settings) -> Solved:
    """The ladders of all pools, under limits that give where they cannot be held together.

    What must give gives just that, time and again until a plan exists; where what is proven is too
    little for a limit, the clamp is left out. What a commitment in money keeps after all need not.
    """
    buying = settings.buying
    asked = limits_of(buying, question)
    limits, exceeded = on_purchases(asked)
    share = DEFAULT_SHARE if buying.evidence_share is None else buying.evidence_share
    rules = Rules(share, monthly_rate(buying.discount_rate_per_year), limits)
    cases = with_best_splits(question.cases, question.savings, rules)
    question = replace(question, cases=tuple(with_the_cheapest_later(cases, rules)))
    gaps: dict[tuple[str, int], float] = {}
    for _ in range(_MOST_ROUNDS):
        try:
            money = solve_with_money(question.cases, rules, frozenset(name for name, _ in gaps))
        except CannotBeMetError as contradiction:
            found = as_told(contradiction.gaps)
            for gap in found:
                gaps[gap.name, gap.month] = gaps.get((gap.name, gap.month), 0.0) + gap.by
            proven = all(gap.name != EVIDENCE_SHARE for gap in found)
            rules = replace(
                rules,
                evidence_share=rules.evidence_share if proven else 0.0,
                limits=after_giving(rules.limits, found) if found else _without(rules, gaps),
                gap=COMPARED_GAP,
                gave=True,
            )
            continue
        left = [money.ladders.of(case) for case in question.cases]
        exceeded = (*exceeded, *missed(rules.limits, left, money.ladders.bought))
        kept = {limit.name for limit in limits} - broken(limits, left, money.ladders.bought)
        told = tuple(Gap(name, month, by) for (name, month), by in gaps.items() if name not in kept)
        return Solved(question, rules, limits, money, told, exceeded)
    raise CheckFailedError(
        "The limits are said to contradict each other, and what must give does not suffice",
        where="buying.toml",
        remedy="Loosen a limit by a little: they meet in a point.",
    )


def _without(rules: Rules, gaps: Mapping[tuple[str, int], float]) -> tuple[Limit, ...]:
    """Limits but for those that gave already, where the point in which they meet is not found."""
    given = {name for name, _ in gaps}
    return tuple(limit for limit in rules.limits if limit.name not in given)


def ladders_by_share(solved: Solved) -> dict[float, Ladders]:
    """Ladders at other evidence shares; one that obeys a stricter clamp is the best under it."""
    cases, found = solved.question.cases, dict[float, Ladders]()
    rules = replace(solved.rules, room=NO_ROOM) if solved.rules.gave else solved.rules
    for share in KNOBS:
        if share == solved.rules.evidence_share:
            found[share] = solved.ladders
            continue
        looser = list(found.values())[-1] if found else None
        if looser and not looser.spend and is_proven(cases, looser.bought, share):
            found[share] = looser
            continue
        # Limits that so much evidence leaves no room for, or in one point only.
        with suppress(CannotBeMetError, CheckFailedError):
            found[share] = _like(solved, rules.at(share).compared())
    return found


def _like(solved: Solved, rules: Rules) -> Ladders:
    """The ladder under other rules, with the kind of commitment in money that it has."""
    cases, binding = solved.question.cases, solved.ladders.binding
    return solve_with_money(cases, rules, binding, solved.money).ladders


def binding_limits(solved: Solved) -> dict[str, list[str]]:
    """Limits that hold a plan back in the first month, by the plan's name."""
    tight = {price.name for price in solved.ladders.shadow_prices}
    found: dict[str, list[str]] = {}
    for limit in solved.rules.limits:
        named = limit.plan_ids if isinstance(limit, Cap | ShareCap) else None
        for case in solved.question.cases:
            for offered in case.for_sale:
                holds = limit.name in tight and (named is None or offered.name in named)
                if holds or is_beyond(limit, offered, case.horizon.months):
                    found.setdefault(offered.name, []).append(limit.name)
    return found
