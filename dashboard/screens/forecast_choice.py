"""What the reader of the Forecast screen asks for: whose forecast, of what, by which period.

A pool lies in the URL as `pool=<pool_id>`, as on all screens; another level as
`pool=<level>:<series>`, such as `provider:Cloud A`. A screen that knows only pools passes it over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import choose, note, plain, segments
from dashboard.components.filter_bar import Narrowing, narrowing
from dashboard.components.filters import POOL
from dashboard.i18n import t
from dashboard.reading import read
from models.forecast.budgets import COMPANY

CARD_LEVELS = ("company", "provider", "pool")  # those that cards are used in, and cost something
LEVELS = ("provider", "pool", "project", "model", "service", "client")
TARGETS = (
    "cost",
    "usage",
    "demand",
    "peak_demand",
    "peak_used",
    "tokens",
    "input_tokens",
    "output_tokens",
    "storage",
    "requests",
)
PEAKS = ("peak_demand", "peak_used")
SUMMED_TARGETS = ("cost", "usage", "demand")
CARD_TARGETS = ("cost", "usage", "demand", *PEAKS)
SHOWN_PEAK = "p95"
GRAINS, PEAK_GRAINS = ("month", "day"), ("month", "week", "day")
PATHS = "out_forecast_month_path"
_COMPANY_WORDS = "forecast.filter.company"
_POOL_PARTS = 4  # provider/region/pool/chip


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asks for, and what there is instead where that has not been forecast.

    `pools` are those that are added up, where filters leave several: the level is `pools` then.
    """

    level: str
    series: str
    target: str
    grain: str
    cost_is_missing: bool = False
    pools: tuple[str, ...] = ()

    @property
    def stored_target(self) -> str:
        """Name of the target in out_forecast: a peak stands there by its quantile of hours."""
        return f"{self.target}_{SHOWN_PEAK}" if self.target in PEAKS else self.target

    @property
    def pool_id(self) -> str | None:
        """The pool, where it is one."""
        return self.series if self.level == "pool" else None

    @property
    def name(self) -> str | None:
        """Short name as safe Markdown, None for the company."""
        if self.pools:
            return t("filters.pools", count=formats.number(len(self.pools)))
        return None if self.level == COMPANY else plain(short_name(self.level, self.series))


def ask() -> Choice:
    """Show the filters and read them."""
    made, narrowed = read("forecast_targets"), narrowing("forecast")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=360):
            several = _added_up(made, narrowed)
            level, series = _ask_series(made, narrowed, len(several))
        pools = several if level == COMPANY else ()
        if pools:
            level, series = "pools", ""
        targets = _targets(made, level, series, pools)
        with st.container(width=240):
            target = choose(
                t("forecast.filter.target"),
                targets or TARGETS[:2],
                key="target",
                words={name: t(f"forecast.target.{name}") for name in TARGETS}.__getitem__,
            )
        grain = segments(
            t("forecast.filter.grain"),
            _grains(target, pools),
            key="grain",
            words=lambda name: t(f"forecast.grain.{name}"),
        )
        narrowed.show()
    if level == COMPANY:
        narrowed.say()
    if pools:
        note(t("forecast.pools_sum", count=formats.number(len(pools))))
    chosen = target or targets[0]
    is_priced = _has_all(made, pools, "cost") if pools else _has(made, level, series, "cost")
    if chosen == "cost" and targets and not is_priced:
        return Choice(level, series, "usage", grain, cost_is_missing=True, pools=pools)
    return Choice(level, series, chosen, grain, pools=pools)


def is_summed(pools: Sequence[str], target: str) -> bool:
    """Whether this screen shows several pools' forecast together; never on an older snapshot."""
    if PATHS not in set(read("tables_present")["table_name"]):
        return False
    made = read("forecast_targets")
    several = len(_forecast_of(made, pools)) > 1
    return several and _has_all(made, pools, "usage") and _has_all(made, pools, target)


def _added_up(made: pl.DataFrame, narrowed: Narrowing) -> tuple[str, ...]:
    """The pools that filters leave, where several are forecast, and all of those have paths."""
    pools = narrowed.fit or ()
    several = len(_forecast_of(made, pools)) > 1 and _has_all(made, pools, "usage")
    return pools if several else ()


def _forecast_of(made: pl.DataFrame, pools: Sequence[str]) -> set[str]:
    return {*pools} & {*made.filter(level="pool", target="usage")["series"]}


def _has_all(made: pl.DataFrame, pools: Sequence[str], target: str) -> bool:
    """Whether all pools that are forecast have paths of the target."""
    kept = read("forecast_summable").filter(target=target)["pool_id"]
    return _forecast_of(made, pools) <= {*kept}


def _grains(target: str | None, pools: Sequence[str]) -> Sequence[str]:
    if pools:
        return GRAINS[:1]  # only months of paths are kept
    return PEAK_GRAINS if target in PEAKS else GRAINS


def _ask_series(made: pl.DataFrame, narrowed: Narrowing, added_up: int) -> tuple[str, str]:
    """Level and series; grouped by level, pools in the order of the other screens.

    Where filters leave one pool, or a provider with all its pools, theirs instead of the company's.
    added_up: how many pools are shown together where none is chosen here.
    """
    series_of: dict[str, list[str]] = {
        level: [str(row[1]) for row in rows]
        for level, rows in groupby(
            made.select("level", "series").unique().sort("level", "series").iter_rows(),
            key=lambda row: str(row[0]),
        )
    }
    series_of["pool"] = read("pools")["pool_id"].to_list()
    everything = [_code(level, name) for level in LEVELS for name in series_of.get(level, [])]
    asked = st.query_params.get_all(POOL)
    options = [code for code in everything if code in asked or _fits(code, narrowed)]
    if not options:
        return COMPANY, COMPANY
    alone = _alone(narrowed, options)
    unchosen = t("forecast.filter.pools", count=added_up) if added_up else t(_COMPANY_WORDS)
    code = choose(
        t("forecast.filter.series"),
        options,
        key=POOL,
        placeholder=_words(alone) if alone else unchosen,
        words={option: _words(option) for option in options}.__getitem__,
    )
    shown = code or alone
    return (COMPANY, COMPANY) if shown is None else _decoded(shown)


def _alone(narrowed: Narrowing, options: Sequence[str]) -> str | None:
    """The one pool that filters leave, or the provider all of whose pools they do."""
    if narrowed.fit is not None and len(narrowed.fit) == 1:
        return narrowed.fit[0]
    code = f"provider:{narrowed.one_provider}"
    return code if code in options else None


def _fits(code: str, narrowed: Narrowing) -> bool:
    """Whether a series is of pools that the filters leave."""
    level, series = _decoded(code)
    if narrowed.fit is None:
        return True
    if level == "project":
        return pool_and_project(series)[0] in narrowed.fit
    return series == narrowed.one_provider if level == "provider" else series in narrowed.fit


def _targets(made: pl.DataFrame, level: str, series: str, pools: Sequence[str]) -> Sequence[str]:
    """What has been forecast of a series; cost, too, where only its price is missing."""
    if pools:
        return [name for name in SUMMED_TARGETS if name == "cost" or _has_all(made, pools, name)]
    known = {
        name
        for name in TARGETS
        if _has(made, level, series, f"{name}_{SHOWN_PEAK}" if name in PEAKS else name)
    }
    if level in CARD_LEVELS and "usage" in known:
        known.add("cost")
    return [name for name in TARGETS if name in known]


def _has(made: pl.DataFrame, level: str, series: str, target: str) -> bool:
    return not made.filter(level=level, series=series, target=target).is_empty()


def _code(level: str, series: str) -> str:
    return series if level == "pool" else f"{level}:{series}"


def _decoded(code: str) -> tuple[str, str]:
    level, _, series = code.partition(":")
    return (level, series) if level in LEVELS and level != "pool" and series else ("pool", code)


def _words(code: str) -> str:
    level, series = _decoded(code)
    if level == "pool":
        name = formats.long_pool(series)
    elif level == "project" and series.count("/") >= _POOL_PARTS:
        pool, project = pool_and_project(series)
        name = f"{project} · {formats.short_pool(pool)}"
    else:
        name = series
    return f"{t(f'forecast.level.{level}')} · {name}"


def short_name(level: str, series: str) -> str:
    """Enough to know a series by in a sentence."""
    if level == "pool":
        return formats.short_pool(series)
    return series if level in ("provider", "client") else series.rpartition("/")[2]


def pool_and_project(series: str) -> tuple[str, str]:
    """`pool_id/project` -> its two parts; a project may hold a slash of its own."""
    parts = series.split("/")
    return "/".join(parts[:_POOL_PARTS]), "/".join(parts[_POOL_PARTS:])
