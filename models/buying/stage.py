"""The stage: fills out_ladder and what stands beside it, and says in out_finding why it cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb

from data.errors import CheckFailedError
from data.settings import Settings
from models.billing.money import to_rate
from models.billing.plans import Plan
from models.buying.advice import Advice
from models.buying.agreements_in_hand import read_promises
from models.buying.answering import Solved, binding_limits, ladders_by_share, solve_question
from models.buying.case import PoolCase
from models.buying.choice_rows import choice_rows
from models.buying.choices import Choice, choices_of
from models.buying.deciding import supply_worth
from models.buying.findings import Told, tell
from models.buying.ladder_rows import exact, ladder_rows, month_rows
from models.buying.limits import limit_rows
from models.buying.outcome import look_ahead
from models.buying.reading import Left, Question, read_question
from models.buying.rejected_rows import rejected_rows
from models.buying.sensitivity import sensitivity_rows
from models.buying.solving import Ladders
from models.buying.spend_rows import rejected_money, shared_rows
from models.buying.unit_rows import unit_rows
from models.buying.unknown_names import unknown_names
from models.buying.waiting import wait_rows
from models.procurement.limits import ShareCap
from models.stage import framed, replace_rows

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
NOT_SOLVED = "not_solved"

Row = dict[str, Any]


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
        replace_rows(connection, table, framed(table, found, provenance))
    tell(connection, told, snapshot_id)


def _told_before(question: Question, settings: Settings, plans: Sequence[Plan]) -> Told:
    """What there is to tell before anything is solved."""
    return Told(
        left=question.left,
        needs=[case.need for case in question.cases],
        unknown=unknown_names(settings.buying, question, plans),
        unserved=question.unserved,
    )


def _fill(rows: dict[str, list[Row]], solved: Solved, settings: Settings) -> list[Advice]:
    """All rows; what is advised of each pool."""
    cases, rules, horizon = solved.question.cases, solved.rules, solved.question.horizon
    knobs = ladders_by_share(solved)
    worth = supply_worth(cases, rules, solved.ladders)
    binding = binding_limits(solved)
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
