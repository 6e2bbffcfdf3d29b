"""All plans of a pool side by side, the bill of one of them, and how far the answer holds."""

import streamlit as st

from dashboard import formats
from dashboard.components import card, choose, note, plain, sentences, table
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.plans_table import bill_rows, plan_rows
from dashboard.reading import View, connection, read
from dashboard.screens.compare_offers import term_lines
from dashboard.screens.compare_sensitivity import show_sensitivity
from data.plan_files import plan_files_hash
from models.billing.comparable import Incomplete
from models.billing.compare import ON_DEMAND
from models.offers.side_by_side import Side, SideBySide, side_by_side
from models.plan_library import read_own_plans, read_plans

MOST_REFUSED = 8
_FLAGS = ("power_included", "network_included", "cabinet_included")


def show_plans(view: View, pool_id: str) -> None:
    """The table, the refusals below it, and the chosen plan; a hint where nothing can be priced."""
    found = _found(pool_id, str(view.path), _state(view), view)
    if found is None:
        with card(t("compare.offers.none"), height="content"):
            st.markdown(t("compare.offers.none_why"))
        return
    days = found.window.days
    period = t("compare.offers.window", start=formats.day(days[0]), end=formats.day(days[-1]))
    with card(_finding(found), period):
        offers = read("compare_offers", pool_id=pool_id)
        flags = offers.select("offer_id", *_FLAGS)
        rows = plan_rows(found.sides).join(flags, on="offer_id", how="left", maintain_order="left")
        table(rows, "plans", {"pool_id": pool_id})
        if len(found.sides) == 1:
            st.markdown(t("compare.offers.none_why"))
        note(t("compare.plans.reading"))
        sentences((line, False) for line in [*_ties(found), *term_lines(offers)])
        sentences((line, True) for line in _refusals(found.refused))
    _one_plan(found, pool_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def _found(pool_id: str, path: str, state: str, _view: View) -> SideBySide | None:  # noqa: ARG001
    """Kept by snapshot, pool, settings and plan files: its bills are the same until one changes."""
    reference = [plan for versions in read_plans().values() for plan in versions]
    own = read_own_plans(_view.workspace.plans)
    return side_by_side(connection(), _view.settings, pool_id, own, reference)


def _state(view: View) -> str:
    return view.settings.model_dump_json() + plan_files_hash(view.workspace.plans)


def _finding(found: SideBySide) -> str:
    best = found.sides[0].compared
    if best.plan is None:
        if len(found.sides) == 1:
            return t("compare.offers.none")
        return t("compare.plans.none_saves", count=len(found.sides) - 1)
    return t(
        "compare.plans.best",
        offer=plain(best.plan_id),
        units=formats.number(best.units),
        cost=formats.money(best.cost),
        saving=formats.money(best.saving),
    )


def _ties(found: SideBySide) -> list[str]:
    comparison = found.comparison
    if not comparison.ties:
        return []
    names = [_name(one.plan_id) for one in (comparison.best, *comparison.ties)]
    return [t("compare.plans.tie", names=t("compare.plans.separator").join(names))]


def _refusals(refused: tuple[Incomplete, ...]) -> list[str]:
    lines = [
        t(
            "compare.plans.refused",
            offer=plain(one.plan_id),
            missing=t("compare.plans.separator").join(_missing(code) for code in one.missing),
        )
        for one in refused[:MOST_REFUSED]
    ]
    more = len(refused) - MOST_REFUSED
    return [*lines, t("compare.plans.refused_more", count=more)] if more > 0 else lines


def _missing(code: str) -> str:
    key = f"words.missing.{code}"
    return t(key) if key in load_catalogue() else plain(code)


def _name(plan_id: str) -> str:
    """A plan in a sentence, safe as Markdown."""
    return plain(_word(plan_id))


def _word(plan_id: str) -> str:
    return t("words.billing_mode.on_demand") if plan_id == ON_DEMAND else plan_id


@st.fragment
def _one_plan(found: SideBySide, pool_id: str) -> None:
    by_id = {side.compared.plan_id: side for side in found.sides}
    with st.container(width=560):
        chosen = choose(t("compare.plans.choose"), list(by_id), key="plan", words=_word)
    side = by_id.get(chosen or "") or found.sides[0]
    _bill(found, side, pool_id)
    if side.compared.plan is not None:
        show_sensitivity(found.case, side)


def _bill(found: SideBySide, side: Side, pool_id: str) -> None:
    one = side.compared
    title = t(
        "compare.bill.title",
        offer=_name(one.plan_id),
        units=formats.number(max(one.units, 1)),
        cost=formats.money(one.cost, compact=False),
    )
    with card(title, t("compare.bill.unit"), height="content"):
        filters = {"pool_id": pool_id, "plan": one.plan_id}
        table(bill_rows(found.case, one), "bill", filters)
        note(_break_even(side))
        note(t("compare.bill.reading"))


def _break_even(side: Side) -> str:
    """From which use on the plan pays, in a sentence."""
    point = side.compared.break_even
    if side.compared.plan is None:
        return t("compare.bill.by_the_hour")
    if point is None:
        return t("compare.bill.no_break_even")
    ratio = formats.percent(point.utilisation_ratio, 2)
    if not point.pays:
        return t("compare.bill.never", ratio=ratio)
    sentence = t("compare.bill.pays", ratio=ratio, hours=formats.number(point.hours_per_month, 1))
    if point.months is None or point.earned_on is None:
        return sentence
    key = "earned" if point.months < side.term_months else "not_earned"
    earned = t(
        f"compare.bill.{key}",
        months=formats.number(point.months, 1),
        term=side.term_months,
        day=formats.day(point.earned_on),
    )
    return t("compare.answer.joined", first=sentence, second=earned)
