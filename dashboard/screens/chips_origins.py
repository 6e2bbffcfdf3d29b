"""How much of use and cost depends on imported chips."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.charts.weights import Share, shares_chart
from dashboard.components import card, chart, note, plain, sentences, table, tokens
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import whole_percent

ORIGINS = ("domestic", "imported", "unknown")  # as on the ranking: the first is dark
NAMED = 6


def show_origins() -> None:
    """A card with the shares by origin, and each chip's part with who provides it."""
    chips = read("chips_origins")
    hours = _by_origin(chips, "used_card_hours")
    if not sum(hours.values()):
        with card(t("chips.origins.none"), height="content"):
            note(t("chips.origins.subtitle"))
        return
    bars = {t("chips.origins.card_hours"): hours}
    if not chips["cost_cny"].null_count():
        bars[t("chips.origins.cost")] = _by_origin(chips, "cost_cny")
    key = "finding" if len(bars) > 1 else "finding_hours"
    last = list(bars.values())[-1]
    title = t(f"chips.origins.{key}", share=_share(last["imported"], last))
    with card(title, t("chips.origins.subtitle"), height="content"):
        chart(_figure(bars), key="chips_origins", alt=title)
        lines = [_largest_provider()]
        lines += [
            _line(row, sum(hours.values())) for row in chips.head(NAMED).iter_rows(named=True)
        ]
        sentences([(line, False) for line in lines])
        table(chips, "chips_origins")


def _largest_provider() -> str:
    """By cost where every provider's is known, else by card-hours."""
    rows = read("chips_providers")
    column = "used_card_hours" if rows["cost_cny"].null_count() else "cost_cny"
    largest = rows.sort(column, "provider", descending=[True, False]).row(0, named=True)
    share = float(largest[column]) / (float(rows[column].sum()) or 1.0)
    of = t("chips.origins.card_hours" if column == "used_card_hours" else "chips.origins.cost")
    words = {"share": formats.percent(share, 0), "of": of}
    return t("chips.origins.provider", provider=plain(largest["provider"]), **words)


def _by_origin(chips: pl.DataFrame, column: str) -> dict[str, float]:
    sums = dict(chips.group_by("origin").agg(pl.col(column).cast(pl.Float64).sum()).iter_rows())
    return {origin: float(sums.get(origin, 0.0)) for origin in ORIGINS}


def _figure(bars: dict[str, dict[str, float]]) -> Any:
    used = [o for o in ORIGINS if any(parts[o] for parts in bars.values())]
    return shares_chart(
        list(bars),
        [
            Share(
                t(f"words.origin.{origin}"),
                [parts[origin] / (sum(parts.values()) or 1.0) for parts in bars.values()],
            )
            for origin in used
        ],
        share_format=whole_percent,
        tokens=tokens(),
    )


def _share(part: float, parts: dict[str, float]) -> str:
    return formats.percent(part / (sum(parts.values()) or 1.0), 0)


def _line(row: dict[str, Any], all_hours: float) -> str:
    return t(
        "chips.origins.line",
        chip=plain(row["chip"]),
        origin=t(f"words.origin.{row['origin']}"),
        share=formats.percent(row["used_card_hours"] / all_hours, 0),
        cost=formats.money(row["cost_cny"]),
        providers=plain(row["providers"]),
    )
