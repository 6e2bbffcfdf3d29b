"""All plans of a pool side by side, the bill of one of them, and how far the answer holds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from dashboard import formats
from dashboard.components import card, choose, note, plain, segments, sentences, table
from dashboard.effective_view import effective_frame
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.plans_table import assumptions, bill_rows, plan_rows
from dashboard.reading import View, connection, read
from dashboard.screens.compare_bring import brought_files, download_plans, show_bring
from dashboard.screens.compare_offers import term_lines
from dashboard.screens.compare_sensitivity import show_sensitivity
from dashboard.units import units_bought
from data.errors import InputError, UsageError
from data.plan_files import plan_files_hash
from models.billing.comparable import Incomplete
from models.billing.compare import ON_DEMAND, Compared
from models.billing.plans import Plan
from models.offers.sale import MONEY, USE
from models.offers.side_by_side import Side, SideBySide, side_by_side
from models.offers.window import why_unpriced
from models.plan_library import read_own_plans, read_plans

MOST_REFUSED = 8
BILL_VIEWS = ("billed", "used")
_FLAGS = ("power_included", "network_included", "cabinet_included")


def show_plans(view: View, pool_id: str) -> None:
    """The table, the refusals below it, and the chosen plan; a hint where nothing can be priced.

    Below them a reader can bring plans of one's own, which are in the table at once.
    """
    try:
        own = _own(str(view.workspace.plans), plan_files_hash(view.workspace.plans))
    except InputError as refused:
        sentences([(t("bring.own_refused", why=plain(refused)), True)])
        return
    brought = brought_files(own)
    plans = (*own, *(plan for one in brought for plan in one.plans))
    show_bring(view, brought, _show_found(view, pool_id, plans))


def _show_found(view: View, pool_id: str, own: Sequence[Plan]) -> frozenset[str]:
    """Show them; gives the plans that are in the table."""
    found = _found(pool_id, view.key, _state(view, own), view, own)
    if found is None:
        why = _missing(why_unpriced(connection(), view.settings, pool_id))
        with card(t("compare.offers.unpriced", why=why), height="content"):
            st.markdown(t("compare.offers.unpriced_how"))
        return frozenset()
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
        sentences((f"{plain(name)}: {words}", True) for name, words in assumptions(found.sides))
        sentences((line, True) for line in _refusals(found.refused))
    _one_plan(found, pool_id)
    return frozenset(side.compared.plan_id for side in found.sides)


@st.cache_resource(max_entries=8, show_spinner=False)
def _own(folder: str, digest: str) -> tuple[Plan, ...]:  # noqa: ARG001
    """The workspace's own plans, read once while its files are the same."""
    return read_own_plans(Path(folder))


@st.cache_resource(max_entries=3, show_spinner=False)  # 11 MB each: every plan's bills
def _found(
    pool_id: str,
    key: str,  # noqa: ARG001
    state: str,  # noqa: ARG001
    _view: View,
    _own: Sequence[Plan],
) -> SideBySide | None:
    """Kept by snapshot, pool, settings and plans: its bills are the same until one changes."""
    reference = [plan for versions in read_plans().values() for plan in versions]
    return side_by_side(connection(), _view.settings, pool_id, _own, reference)


def _state(view: View, own: Sequence[Plan]) -> str:
    return "\n".join([view.settings.model_dump_json(), *(repr(plan) for plan in own)])


def _cheapest(found: SideBySide) -> Side:
    """The cheapest plan; one whose cost rests on an assumption only where no other saves."""
    firm = next(side for side in found.sides if not side.sale.assumptions)
    return found.sides[0] if firm.compared.plan is None else firm


def _finding(found: SideBySide) -> str:
    side = _cheapest(found)
    best = side.compared
    if best.plan is None:
        if len(found.sides) == 1:
            return t("compare.offers.none")
        return t("compare.plans.none_saves", count=len(found.sides) - 1)
    # The table begins with what is cheapest of all, whatever was assumed of it.
    return t(
        "compare.plans.best" if side is found.sides[0] else "compare.plans.best_firm",
        taken=_taken(side),
        cost=formats.money(best.cost),
        saving=formats.money(best.saving),
    )


def _taken(side: Side) -> str:
    """How much of a plan is taken, and its name; the name alone where its use is paid."""
    one, name = side.compared, _name(side.compared.plan_id)
    if one.plan is None or side.sale.unit == USE:
        return name
    facts = {"units": units_bought(one.units), "offer": name}
    if side.sale.unit == MONEY:
        return t("compare.taken.money", currency=one.plan.currency, **facts)
    return t("compare.taken.units", **facts)


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
    told = _cheapest(found)  # what the title is about is shown first
    by_id = {side.compared.plan_id: side for side in (told, *found.sides)}
    with st.container(width=560):
        chosen = choose(t("compare.plans.choose"), list(by_id), key="plan", words=_word)
    side = by_id.get(chosen or "") or told
    _bill(found, side, pool_id)
    if side.compared.plan is not None:
        show_sensitivity(found.case, side)


def _bill(found: SideBySide, side: Side, pool_id: str) -> None:
    one = side.compared
    title = t(
        "compare.bill.title",
        taken=_taken(side),
        cost=formats.money(one.cost, compact=False),
    )
    chosen = segments(
        t("compare.bill_view.choose"),
        BILL_VIEWS,
        key="bill_view",
        words=lambda view: t(f"compare.bill_view.{view}"),
    )
    is_billed = chosen == BILL_VIEWS[0]
    unit = t("compare.bill.unit" if is_billed else "compare.bill.as_used_unit")
    with card(title, unit, height="content"):
        filters = {"pool_id": pool_id, "plan": one.plan_id}
        if is_billed:
            table(bill_rows(found.case, one), "bill", filters)
        else:
            _as_used(one, filters)
        note(_break_even(side))
        note(t("compare.bill.reading" if is_billed else "compare.bill.as_used_reading"))
        download_plans([one.plan] if one.plan else found.case.on_demand, _word(one.plan_id))


def _as_used(one: Compared, filters: Mapping[str, str | None]) -> None:
    try:
        table(effective_frame(one), "bill_as_used", filters)
    except UsageError as refused:
        sentences([(t("compare.bill.no_effective", why=plain(refused)), True)])


def _break_even(side: Side) -> str:
    """From which use on the plan pays, in a sentence."""
    point = side.compared.break_even
    if side.compared.plan is None or side.sale.unit == USE:
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
