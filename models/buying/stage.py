"""The stage: fills out_ladder and what stands beside it, and says in out_finding why it cannot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.errors import CheckFailedError
from data.settings import Settings
from data.tables import OUT_TABLES
from models.billing.money import to_rate
from models.billing.plans import Plan
from models.buying.advice import Advice
from models.buying.agreements_in_hand import read_promises
from models.buying.case import PoolCase
from models.buying.choice_rows import choice_rows
from models.buying.choices import Choice, choices_of
from models.buying.deciding import supply_worth
from models.buying.findings import Told, tell
from models.buying.holding import broken, missed
from models.buying.ladder_rows import exact, ladder_rows, month_rows
from models.buying.limits import (
    EVIDENCE_SHARE,
    after_giving,
    as_told,
    is_beyond,
    limit_rows,
    limits_of,
    on_purchases,
)
from models.buying.outcome import look_ahead
from models.buying.pack_choice import with_the_cheapest_later
from models.buying.reading import Left, Question, read_question
from models.buying.rejected_rows import rejected_rows
from models.buying.sensitivity import sensitivity_rows
from models.buying.solving import (
    COMPARED_GAP,
    NO_ROOM,
    Ladders,
    Rules,
    is_proven,
    monthly_rate,
)
from models.buying.spend_choice import WithMoney, solve_with_money
from models.buying.spend_rows import rejected_money, shared_rows
from models.buying.splitting import with_best_splits
from models.buying.unit_rows import unit_rows
from models.buying.unknown_names import unknown_names
from models.buying.waiting import wait_rows
from models.procurement.limits import Cap, Limit, ShareCap
from models.procurement.policy import EVIDENCE_SHARE as DEFAULT_SHARE
from models.procurement.solving import CannotBeMetError, Gap
from models.stage import replace_rows

TABLES = (
    "out_ladder",
    "out_ladder_month",
    "out_ladder_choice",
    "out_ladder_unit",
    "out_ladder_shared",
    "out_ladder_rejected",
    "out_ladder_sensitivity",
    "out_ladder_limit",
    "out_ladder_wait",
)
KNOBS = (0.0, 0.25, 0.5, 0.75, 1.0)
NOT_SOLVED = "not_solved"
_MOST_ROUNDS = 20  # of giving

Row = dict[str, Any]


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


def build_ladder(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    plans: Sequence[Plan] = (),
) -> None:
    """Replace the tables of TABLES, and this stage's findings; `plans` are those of plan files.

    Needs the marts; takes the forecast's paths where there are any. A pool about which nothing can
    be advised has no rows, and a finding says why. Limits that contradict each other are told with
    the least by which they must give, and the ladder is the best when just that is given.
    """
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    question = read_question(connection, settings, plans)
    told = _told_before(question, settings, plans) if question else Told()
    if question and question.cases:
        try:
            solved = solve_question(question, settings)
            advised = _fill(rows, solved, settings)
            told = replace(
                told,
                gaps=solved.gaps,
                promises=[*read_promises(connection, settings, question.horizon, advised)],
                cut_short=solved.ladders.gap if solved.ladders.is_cut_short else None,
            )
        except CheckFailedError:  # the solver gave up: all else is published, and this is told
            rows = {table: [] for table in TABLES}
            not_solved = (Left(case.pool_id, NOT_SOLVED) for case in question.cases)
            told = replace(told, left=(*told.left, *not_solved))
    provenance = {"tax_basis": settings.tax_basis, "snapshot_id": snapshot_id}
    for table, found in rows.items():
        replace_rows(connection, table, _frame(table, found, provenance))
    tell(connection, told, snapshot_id)


def _told_before(question: Question, settings: Settings, plans: Sequence[Plan]) -> Told:
    """What there is to tell before anything is solved."""
    return Told(
        left=question.left,
        needs=[case.need for case in question.cases],
        unknown=unknown_names(settings.buying, question, plans),
        unserved=question.unserved,
    )


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


def _fill(rows: dict[str, list[Row]], solved: Solved, settings: Settings) -> list[Advice]:
    """All rows; what is advised of each pool."""
    cases, rules, horizon = solved.question.cases, solved.rules, solved.question.horizon
    knobs = _knobs(solved)
    worth = supply_worth(cases, rules, solved.ladders)
    binding = _binding(solved)
    chosen: list[list[Choice]] = []
    costs: dict[str, Decimal] = {}
    advised: dict[str, Advice] = {}
    for case in cases:
        advice = _advice(case, solved.ladders)
        others = [(share, _advice(case, found, advice)) for share, found in knobs.items()]
        choices = choices_of(advice, rules.evidence_share, others, rules.rate)
        chosen.append(choices)
        advised[case.pool_id] = advice
        costs[case.pool_id] = choices[0].figures.cost
        rows["out_ladder"] += ladder_rows(advice, settings.contract_notice_days)
        rows["out_ladder_month"] += month_rows(advice)
        rows["out_ladder_unit"] += unit_rows(advice)
        rows["out_ladder_rejected"] += rejected_rows(advice, rules, worth, binding)
        if not solved.ladders.binding:  # what is bought a month later is not bound by limits
            rows["out_ladder_wait"] += wait_rows(case, advice.bought, rules.rate)
    rows["out_ladder_shared"] += shared_rows(solved.money, advised)
    rows["out_ladder_rejected"] += rejected_money(solved.money)
    rows["out_ladder_choice"] += choice_rows(horizon.months, chosen, solved.held)
    rows["out_ladder_sensitivity"] += sensitivity_rows(cases, rules, solved.money, costs)
    rows["out_ladder_limit"] += _limit_rows(solved)
    return [*advised.values()]


def _advice(case: PoolCase, ladders: Ladders, other: Advice | None = None) -> Advice:
    """The purchases of a pool over its scenarios; `other` has looked ahead already."""
    left = ladders.of(case)
    alike = other is not None and _as_it_is(left) and _as_it_is(other.case)
    ahead = other.ahead if other is not None and alike else look_ahead(left)
    return Advice(ahead, ladders.bought[case.pool_id])


def _as_it_is(case: PoolCase) -> bool:
    """Whether neither limits nor money committed change what is taken later."""
    return case.singles is None and case.spend is None


def _like(solved: Solved, rules: Rules) -> Ladders:
    """The ladder under other rules, with the kind of commitment in money that it has."""
    cases, binding = solved.question.cases, solved.ladders.binding
    return solve_with_money(cases, rules, binding, solved.money).ladders


def _knobs(solved: Solved) -> dict[float, Ladders]:
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


def _binding(solved: Solved) -> dict[str, list[str]]:
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


def _limit_rows(solved: Solved) -> Iterator[Row]:
    """One more of a share's chips adds to all as well: it takes 1 - share of the room."""
    shares = {
        limit.name: limit.share for limit in solved.rules.limits if isinstance(limit, ShareCap)
    }
    worths = (
        (one.name, one.month, to_rate(exact(one.cny_per_unit * (1 - shares.get(one.name, 0.0)))))
        for one in solved.ladders.shadow_prices
    )
    gaps = ((gap.name, gap.month, gap.by) for gap in (*solved.gaps, *solved.exceeded))
    yield from limit_rows(solved.limits, solved.question.horizon.firsts(), worths, gaps)


def _frame(table: str, rows: Iterable[Mapping[str, Any]], provenance: Row) -> pl.DataFrame:
    schema = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    given = {name: value for name, value in provenance.items() if name in schema}
    return pl.DataFrame([{**row, **given} for row in rows], schema=schema, orient="row")
