"""The run on every chip and plan: places of the reference, plan files and the price book."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, note, plain
from dashboard.components.filter_units import hours_per_month
from dashboard.components.tables import grid, table
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.training_words import lever_words
from data.errors import SuanliError
from data.plan_files import plan_files_hash
from data.settings import Settings, load_settings
from models.billing.closing import Basis
from models.billing.exchange import HOME_CURRENCY
from models.billing.plans import Plan
from models.billing.usage import Item
from models.market.standing import same_chip
from models.offers.rows import on_demand_plan, rental_plan
from models.offers.sale import selectors_of
from models.plan_library import read_own_plans, read_plans
from models.training.costing import cost_under
from models.training.estimate import estimate, own_machine
from models.training.library import TrainingLibrary
from models.training.places import Place, machine_at, peak_of
from models.training.report import OWN, RunReport
from models.training.runs import TrainingRun

if TYPE_CHECKING:
    from models.training.estimate import Estimate

STARTS_ON = date(2026, 1, 1)  # any first of a month: terms are whole months from here
TALL_TABLE_PX = 360


def show_places(found: RunReport, run: TrainingRun, library: TrainingLibrary) -> None:
    """A table of all, the cheapest first; what a term leaves over stands beside it."""
    places = [_place_row(one) for one in found.places]
    plans = _plan_rows(run, library)
    rows = pl.DataFrame([*places, *plans], infer_schema_length=None).sort("cost_cny")
    best = rows.filter(pl.col("chip") == run.chip).row(0, named=True)
    title = t(
        "training.place.finding",
        chip=plain(run.chip),
        offer=plain(_words(best["place"])),
        cost=formats.money(best["cost_cny"]),
        days=formats.number(best["days"], 0),
        count=rows.height,
    )
    with card(title, t("training.place.unit"), height="content"):
        shown = rows.with_columns(pl.col("place").map_elements(_words, return_dtype=pl.String))
        if current() is None:
            grid(shown, "training_places", height=TALL_TABLE_PX)
        else:
            table(shown, "training_places", {"run": run.name}, height=TALL_TABLE_PX)
        note(t("training.place.note"))


def _words(name: str) -> str:
    return t("training.place.own") if name == OWN else lever_words(name)


def _place_row(one: Any) -> dict[str, Any]:
    return {
        "place": one.place.name,
        "chip": one.place.chip,
        "price_cny_per_card_hour": one.place.price_per_card_hour,
        "days": float(one.estimate.days),
        "paid_card_hours": float(one.estimate.paid_card_hours),
        "left_card_hours": 0.0,
        "cost_cny": one.cost,
        "grade": one.place.grade,
        "offer_source": one.place.source,
    }


def _plan_rows(run: TrainingRun, library: TrainingLibrary) -> list[dict[str, Any]]:
    """Priced once for a run, a snapshot and the workspace's plan files: each is a bill."""
    view = current()
    digest = plan_files_hash(view.workspace.plans) if view else ""
    settings = view.settings if view else load_settings()
    asked = f"{view.key if view else ''} {digest} {settings.tax_basis} {run!r}"
    return _kept_plan_rows(asked, run, library, settings)


@st.cache_resource(max_entries=32, show_spinner=False)
def _kept_plan_rows(
    asked: str,  # noqa: ARG001 - stands for all the others
    _run: TrainingRun,
    _library: TrainingLibrary,
    _settings: Settings,
) -> list[dict[str, Any]]:
    return [*_priced_plans(_run, _library, _settings)]


def _priced_plans(
    run: TrainingRun, library: TrainingLibrary, settings: Settings
) -> Iterator[dict[str, Any]]:
    """Plans that sell cards of a known chip in yuan; others are for something else."""
    home = own_machine(run, peak_of(run.chip, library.peak_tflops))
    for plan, chip, provider, region in _offers(settings):
        known = next((name for name in library.peak_tflops if same_chip(name, chip)), None)
        if known is None or plan.currency != HOME_CURRENCY:
            continue
        place = Place(name=plan.plan_id, chip=known, price_per_card_hour=Decimal(1), source="-")
        there = estimate(run, machine_at(place, home, library.peak_tflops), home.dense_tflops)
        item = Item("cards", chip=chip, provider=provider, region=region)
        row = _priced(there, plan, item, settings)
        if row is not None:
            yield row


def _priced(there: "Estimate", plan: Plan, item: Item, settings: Settings) -> dict[str, Any] | None:
    try:
        found = cost_under(there, plan, item, STARTS_ON, Basis(HOME_CURRENCY, settings.tax_basis))
    except SuanliError:  # spot without a path, blocks of a few cards, packs: no way to run this
        return None
    return {
        "place": plan.plan_id,
        "chip": there.machine.chip,
        "price_cny_per_card_hour": _per_card_hour(found.cost, there, found.left_card_hours),
        "days": float(there.days),
        "paid_card_hours": float(there.paid_card_hours),
        "left_card_hours": float(found.left_card_hours),
        "cost_cny": found.cost,
        "grade": plan.grade,
        "offer_source": plan.source,
    }


def _per_card_hour(cost: Decimal, there: "Estimate", left: Decimal) -> Decimal:
    return round(cost / (there.paid_card_hours + left), 6)


def _offers(settings: Settings) -> Iterator[tuple[Plan, str, str, str]]:
    """Plan, chip, provider and region: of reference files, the workspace's, the price book."""
    view = current()
    reference = _reference()
    own: Sequence[Plan] = ()
    if view is not None:
        own = _own(str(view.workspace.plans), plan_files_hash(view.workspace.plans))
    for plan in (*reference, *own):
        chips = [chip for one in selectors_of(plan) for chip in one.chip or ()]
        if chips:
            yield plan, chips[0], plan.provider, ""
    if view is None:
        return
    for row in read("training_offers").iter_rows(named=True):
        offered = _of_row(row, settings)
        if offered is not None:
            yield offered, row["chip"], row["provider"], row["region"]


def _of_row(row: dict[str, Any], settings: Settings) -> Plan | None:
    try:
        if row["billing_mode"] == "on_demand":
            return on_demand_plan(row, settings.time_zone, (row["valid_from"], None))
        if row["billing_mode"] in ("spot", "capacity_block"):
            return None
        return rental_plan(row, "core_price", hours_per_month(settings), settings.time_zone)
    except SuanliError:
        return None


@st.cache_resource(show_spinner=False)
def _reference() -> tuple[Plan, ...]:
    return tuple(versions[-1] for versions in read_plans().values())


@st.cache_resource(max_entries=8, show_spinner=False)
def _own(folder: str, digest: str) -> tuple[Plan, ...]:  # noqa: ARG001
    return read_own_plans(Path(folder))
