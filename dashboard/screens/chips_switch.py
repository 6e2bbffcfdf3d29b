"""The answer for a pair of chips: which is cheaper, and what would change it."""

from decimal import Decimal
from functools import partial

import polars as pl

from dashboard import formats
from dashboard.charts.chips import Crossing, CrossingLabels, crossing_chart
from dashboard.components import chart, drawn, figures_behind, note, tokens
from dashboard.i18n import t
from dashboard.screens.chart_texts import whole_percent, whole_yuan
from dashboard.screens.chips_inputs import Asked
from models.billing.money import to_rate
from models.chips.switching import Switch

LEAST_PERCENT, STEP_PERCENT = 20, 5


def headline(asked: Asked, found: Switch) -> tuple[str, str]:
    """Title and subtitle of the answer."""
    ours, theirs = found.imported_cny_per_useful_hour, found.domestic_cny_per_useful_hour
    words = {
        "efficiency": whole_percent(float(asked.domestic.efficiency.goodput_ratio)),
        "domestic": asked.domestic_name,
        "imported": asked.imported_name,
    }
    subtitle = t(
        "chips.head.subtitle",
        domestic_cost=formats.money(theirs),
        imported_cost=formats.money(ours),
    )
    if found.cheaper == "tie":
        return t("chips.head.tie", **words), subtitle
    key = "cheaper" if found.cheaper == "domestic" else "dearer"
    share = formats.percent(abs(theirs / ours - 1), 0)
    return t(f"chips.head.{key}", share=share, **words), subtitle


def switch_lines(asked: Asked, found: Switch) -> list[tuple[str, bool]]:
    """At which efficiency, rent and cost of moving the cheaper one changes."""
    is_reached = found.efficiency_ratio <= 1
    key = "efficiency" if is_reached else "no_efficiency"
    efficiency = t(f"chips.switch.{key}", ratio=formats.percent(found.efficiency_ratio, 0))
    rent = t(
        "chips.switch.rent",
        rent=whole_yuan(round(found.rent_cny_per_month)),
        now=whole_yuan(round(asked.domestic.rent_cny_per_month)),
    )
    return [(efficiency, False), (rent, False), (_migration(asked, found.migration_cny), False)]


def _migration(asked: Asked, most_cny: Decimal | None) -> str:
    if most_cny is None:
        return t("chips.switch.no_migration")
    cost = formats.money(most_cny)
    return t("chips.switch.migration", cost=cost, months=asked.domestic.term_months)


def show_crossing(asked: Asked, found: Switch) -> None:
    """Both costs over the domestic chip's efficiency."""
    present = asked.domestic.efficiency.goodput_ratio
    note(f"{t('chips.crossing.title')}: {t('chips.crossing.subtitle')}")
    figure = drawn(
        crossing_chart,
        Crossing(
            imported_cny=float(found.imported_cny_per_useful_hour),
            domestic_at_full_cny=float(found.domestic_cny_per_useful_hour * present),
            present_ratio=float(present),
            switch_ratio=float(found.efficiency_ratio),
        ),
        labels=CrossingLabels(
            imported=asked.imported_name.replace("\\", ""),
            domestic=asked.domestic_name.replace("\\", ""),
            present=t("chips.crossing.present", ratio=whole_percent(float(present))),
            switch=t("chips.crossing.switch", ratio=formats.percent(found.efficiency_ratio, 0)),
        ),
        value_format=formats.money,
        ratio_format=whole_percent,
        ticks=formats.money_ticks,
        tokens=tokens(),
    )
    chart(figure, key="chips_crossing", alt=headline(asked, found)[0])
    figures_behind(partial(crossing_rows, asked, found), "chips_crossing", source="core_price")


def crossing_rows(asked: Asked, found: Switch) -> pl.DataFrame:
    """One row per efficiency of the domestic chip: what a useful hour of both costs."""
    present = asked.domestic.efficiency.goodput_ratio
    drawn_at = {Decimal(n) / 100 for n in range(LEAST_PERCENT, 101, STEP_PERCENT)}
    marked = {present, *({found.efficiency_ratio} if found.efficiency_ratio <= 1 else ())}
    ratios = sorted(drawn_at | marked)
    at_full = found.domestic_cny_per_useful_hour * present
    return pl.DataFrame(
        {
            "efficiency_ratio": [float(ratio) for ratio in ratios],
            "domestic_cny_per_useful_hour": [to_rate(at_full / ratio) for ratio in ratios],
            "imported_cny_per_useful_hour": [found.imported_cny_per_useful_hour] * len(ratios),
        }
    )
