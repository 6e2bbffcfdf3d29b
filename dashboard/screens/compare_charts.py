"""The comparison's three figures."""

from functools import partial

import polars as pl

from dashboard import formats
from dashboard.charts.bars import CostLabels, cost_by_units_chart
from dashboard.charts.break_even import BreakEvenFacts, BreakEvenLabels, break_even_chart
from dashboard.charts.load_duration import LoadLabels, load_curve, load_duration_chart
from dashboard.components import card, chart, drawn, figures_behind, tokens
from dashboard.i18n import t
from dashboard.screens.chart_texts import whole_percent, whole_yuan
from dashboard.screens.compare_answer import BAND_CNY_PER_MONTH, Answer
from dashboard.screens.compare_figures import break_even_rows

HEIGHT_PX = 270


def show_break_even(answer: Answer) -> None:
    """One unit and month: where the rising pay-as-you-go meets the rent."""
    be = answer.break_even
    ratio = formats.percent(be.utilisation_ratio)
    title = _break_even_title(answer, ratio)
    with card(title, t("compare.chart.break_even_unit", cards=answer.rental.cards_per_unit)):
        figure = drawn(
            break_even_chart,
            BreakEvenFacts(
                rent_cny=float(answer.rental.unit_fee_cny_per_month),
                full_use_cost_cny=float(answer.full_use_cost_cny),
                break_even_ratio=float(be.utilisation_ratio),
                band=answer.band,
                present_ratio=answer.first_unit_ratio or None,
            ),
            labels=_break_even_labels(answer, ratio),
            value_format=formats.money,
            ratio_format=whole_percent,
            ticks=formats.money_ticks,
            tokens=tokens(),
            height=HEIGHT_PX,
        )
        chart(figure, key="compare_break_even", alt=t("compare.chart.break_even_alt", title=title))
        figures_behind(partial(break_even_rows, answer), "compare_break_even", source=None)


def _break_even_title(answer: Answer, ratio: str) -> str:
    """What the market's band means; the rent that is asked about stands in the headline."""
    if answer.band is None:
        return t(
            "compare.chart.pays_from" if answer.break_even.pays else "compare.chart.never",
            ratio=ratio,
        )
    (low, from_ratio), (high, to_ratio) = answer.band
    if from_ratio < 1 <= to_ratio:
        limit = whole_yuan(round(answer.full_use_cost_cny))
        return t("compare.chart.band_partly", limit=limit)
    return t(
        "compare.chart.band_pays" if from_ratio < 1 else "compare.chart.band_never",
        low=whole_yuan(low),
        high=whole_yuan(high),
        from_ratio=formats.percent(from_ratio),
        to_ratio=formats.percent(to_ratio),
    )


def _break_even_labels(answer: Answer, ratio: str) -> BreakEvenLabels:
    low, high = (whole_yuan(rent) for rent in BAND_CNY_PER_MONTH)
    first = formats.percent(answer.first_unit_ratio or 0, 0)
    return BreakEvenLabels(
        pay_as_you_go=t("compare.chart.on_demand"),
        rent=t("compare.chart.rent", rent=whole_yuan(answer.rental.unit_fee_cny_per_month)),
        band=t("compare.chart.band", low=low, high=high),
        break_even=ratio,
        present=t("compare.chart.first_unit", ratio=first),
        impossible=t("compare.chart.impossible"),
    )


def show_load(answer: Answer) -> None:
    """The window's hours from busiest to quietest, and who would have served them."""
    served = float(answer.hours["net_card_hours"].sum())
    carried = _served_by_units(answer)
    share = float(carried.sum()) / served if served else 0.0
    key = "not_moved" if answer.break_even.pays else "not_moved_price"
    if answer.best["units"]:
        key = "moved"
    title = t(f"compare.chart.{key}", share=formats.percent(share, 0))
    with card(title, t("compare.chart.load_unit")):
        net = pl.col("net_card_hours")
        layers = answer.hours.select(
            pl.col("contract_card_hours").alias("contract_cards"),
            carried.alias("package_cards"),
            (net - carried).alias("on_demand_cards"),
        )
        figure = drawn(
            load_duration_chart,
            layers,
            labels=LoadLabels(
                contract=t("compare.chart.contracts"),
                package=t("compare.chart.units", units=formats.number(answer.best["units"])),
                on_demand=t("compare.chart.on_demand"),
                break_even=t("compare.chart.pays_left"),
            ),
            value_format=formats.number,
            ratio_format=whole_percent,
            break_even_ratio=float(answer.break_even.utilisation_ratio),
            tokens=tokens(),
            height=HEIGHT_PX,
        )
        chart(figure, key="compare_load", alt=t("compare.chart.load_alt", title=title))
        figures_behind(partial(load_curve, layers), "compare_load")


def _served_by_units(answer: Answer) -> pl.Series:
    """Card-hours per hour that the recommended units carry."""
    cards = answer.best["units"] * answer.rental.cards_per_unit
    return answer.hours["net_card_hours"].clip(upper_bound=float(cards))


def show_costs(answer: Answer) -> None:
    """Cost of the window by number of units."""
    best = answer.best
    cost = formats.money(best["cost_cny"])
    without = formats.money(answer.units["cost_cny"][0])
    key = "cheapest" if best["units"] else "cheapest_none"
    units = formats.number(best["units"])
    title = t(f"compare.chart.{key}", units=units, cost=cost, without=without)
    with card(title, t("compare.chart.cost_unit", days=answer.days)):
        figure = drawn(
            cost_by_units_chart,
            answer.units,
            best_units=best["units"],
            labels=CostLabels(
                fee=t("compare.chart.fees"),
                on_demand=t("compare.chart.on_demand"),
                best=t("compare.chart.best", units=units, cost=cost),
            ),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
            height=HEIGHT_PX,
        )
        chart(figure, key="compare_costs", alt=t("compare.chart.cost_alt", title=title))
        figures_behind(answer.units, "compare_units", source="core_price")
