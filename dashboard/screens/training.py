"""Training cost: what a run takes and costs, where, and which lever changes it most."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.side_bars import Bar, side_bars_chart
from dashboard.components import (
    card,
    chart,
    drawn,
    figures_behind,
    note,
    plain,
    screen_header,
    sentences,
    tokens,
)
from dashboard.components.tables import grid
from dashboard.i18n import t
from dashboard.screens.training_inputs import Asked, ask, choose_preset
from dashboard.screens.training_places import show_places
from dashboard.screens.training_words import lever_words, preset_words
from data.errors import UsageError
from models.training.checkpoints import Checkpoints, checkpoints_of
from models.training.costing import against_published, programme_costs
from models.training.estimate import estimate, own_machine
from models.training.library import TrainingLibrary, read_training_library
from models.training.places import peak_of
from models.training.report import OWN, RunReport, report

if TYPE_CHECKING:
    from models.training.runs import Programme, TrainingRun

MINUTES = 60
HOSTED = "hosted_tuning"
TRIED = ("better_data", "steadier_running", "scheduling", HOSTED)


def render() -> None:
    """The screen; it needs no data of one's own."""
    screen_header("training.title")
    library = _library()
    name = choose_preset(library)
    _answer(library, name)


@st.cache_resource(show_spinner=False)
def _library() -> TrainingLibrary:
    return read_training_library()


@st.fragment
def _answer(library: TrainingLibrary, name: str) -> None:
    """Question and answer: an input redraws only these."""
    programme = library.programmes.get(name)
    run = library.runs[programme.run if programme else name]
    with st.container(border=True):
        asked = ask(name, run, programme, library)
    places = [*library.places.values()]
    try:
        found = report(asked.run, asked.base, places, library.peak_tflops, asked.tried)
    except UsageError as impossible:  # a fragment's faults do not reach the app's own door
        st.error(str(impossible))
        return
    here = next(one for one in found.places if one.place.name == OWN)
    with st.container(border=True):
        st.markdown(f"## {_headline(name, here, asked)}", anchors=False)
        st.caption(t("training.answer.basis", price=_price(asked), source=plain(asked.base.source)))
    if programme:
        _programme(programme, library, asked)
    points = checkpoints_of(here.estimate, asked.base.price_per_card_hour)
    if points is None:
        _levers(found, here)
        with card(t("training.checkpoint.none"), height="content"):
            st.markdown(t("training.checkpoint.none_why"))
    else:
        left, right = st.columns([1, 1])
        with left:
            _levers(found, here)
        with right:
            _checkpoints(points)
    show_places(found, asked.run, library)
    _published(library)


def _headline(name: str, here: Any, asked: Asked) -> str:
    return t(
        "training.answer.finding",
        run=preset_words(name),
        cost=formats.money(here.cost),
        hours=formats.card_hours(here.estimate.paid_card_hours),
        chip=plain(asked.run.chip),
        days=formats.number(here.estimate.days, 1),
        cards=formats.number(asked.run.cards),
    )


def _price(asked: Asked) -> str:
    return formats.money(asked.base.price_per_card_hour)


def _levers(found: RunReport, here: Any) -> None:
    """Every lever alone, what saves most first; the title is about training, not about tuning."""
    shown = [one for one in found.levers if one.saving or one.lever in TRIED]
    best = next(one for one in shown if one.lever != HOSTED)
    tuned = next((one.saving for one in shown if one.lever == HOSTED), best.saving)
    share = best.saving / here.cost if here.cost else 0
    key = "finding" if best.saving > 0 else "none"
    facts = {
        "lever": lever_words(best.lever),
        "saving": formats.money(best.saving),
        "share": formats.percent(share, 0),
    }
    title = t(f"training.lever.{key}", **facts)
    if best.saving < tuned:  # its bar is the longest, and it trains nothing
        title = t("training.lever.apart", finding=title, tuning=lever_words(HOSTED))
    with card(title, t("training.lever.unit")):
        bars = [
            Bar(lever_words(one.lever), float(one.saving), formats.money_change(one.saving))
            for one in shown
        ]
        figure = drawn(side_bars_chart, bars, tokens=tokens())
        chart(figure, key="training_levers", alt=title)
        rows = [(lever_words(one.lever), one.cost, one.saving) for one in shown]
        figures_behind(
            _frame(rows, "lever", "cost_cny", "saving_cny"), "training_levers", source=None
        )
        idle = [lever_words(one.lever) for one in shown if not one.saving]
        if idle:
            names = t("training.separator").join(idle)
            note(t("training.lever.idle", names=names))
        note(t("training.lever.note"))


def _frame(rows: Sequence[tuple[Any, ...]], *columns: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=columns, orient="row")


def _checkpoints(found: Checkpoints) -> None:
    """How often to save, what failures cost, what a point of goodput is worth."""
    title = t(
        "training.checkpoint.finding",
        interval=_minutes(found.young.interval_s),
        lost=formats.money(found.young.lost_cost),
    )
    with card(title, t("training.checkpoint.unit")):
        facts = {
            "hours": formats.number(found.hours_between_failures, 1),
            "failures": formats.number(found.failures),
            "goodput": formats.percent(found.young.goodput_ratio),
            "daly": _minutes(found.daly.interval_s),
            "daly_goodput": formats.percent(found.daly.goodput_ratio),
            "point": formats.money(found.point_saves),
        }
        lines = ("failures", "young", "daly", "point")
        sentences([(t(f"training.checkpoint.{line}", **facts), False) for line in lines])
        rows = pl.DataFrame(
            {
                "interval_minutes": [one.interval_s / MINUTES for one in found.others],
                "goodput_ratio": [one.goodput_ratio for one in found.others],
                "lost_cny": [one.lost_cost for one in found.others],
            }
        )
        grid(rows, "training_checkpoints")
        note(t("training.checkpoint.note"))


def _minutes(seconds: float) -> str:
    return t("training.minutes", minutes=formats.number(seconds / MINUTES, 1))


def _programme(programme: "Programme", library: TrainingLibrary, asked: Asked) -> None:
    """A programme of several years: its cost by year."""
    home = peak_of(asked.run.chip, library.peak_tflops)
    final = estimate(asked.run, own_machine(asked.run, home), home)
    priced = programme.model_copy(
        update={"price_per_card_hour": asked.base.price_per_card_hour, "currency": "CNY"}
    )
    costs = programme_costs(priced, final)
    title = t(
        "training.programme.finding",
        years=programme.years,
        total=formats.money(sum(costs)),
        least=formats.money(programme.published_cost_at_least),
    )
    with card(title, t("training.programme.unit"), height="content"):
        bars = [
            Bar(t("training.programme.year", year=year), float(cost), formats.money(cost))
            for year, cost in enumerate(costs, start=1)
        ]
        figure = drawn(side_bars_chart, bars, tokens=tokens())
        chart(figure, key="training_programme", alt=title)
        years = _frame([*enumerate(costs, start=1)], "year", "cost_cny")
        figures_behind(years, "training_programme", source=None)
        note(
            t(
                "training.programme.note",
                growth=formats.number(programme.growth_per_year, 1),
                experiments=formats.percent(programme.experiments_ratio, 0),
                source=plain(programme.source),
            )
        )


def _published(library: TrainingLibrary) -> None:
    """Every preset beside the figure that others print."""
    rows = [_published_row(run, library) for run in library.runs.values()]
    with card(t("training.published.title"), t("training.published.unit"), height="content"):
        grid(pl.DataFrame(rows), "training_published")
        note(t("training.published.note"))


def _published_row(run: "TrainingRun", library: TrainingLibrary) -> dict[str, Any]:
    peak = peak_of(run.chip, library.peak_tflops)
    found = estimate(run, own_machine(run, peak), peak)
    ratio = against_published(run, found)
    return {
        "run": run.name,
        "chip": run.chip,
        "cards": run.cards,
        "estimated_card_hours": float(found.paid_card_hours),
        "published_card_hours": run.published_card_hours and float(run.published_card_hours),
        "of_published_ratio": None if ratio is None else float(ratio),
        "published_cost": run.published_cost and float(run.published_cost),
        "currency": run.currency,
        "grade": run.grade,
        "offer_source": run.source,
    }
