"""Should I rent this server? Answered for somebody without any data, from inputs alone."""

from decimal import Decimal

import streamlit as st

from dashboard import formats
from dashboard.components import card, link_to, note, plain, sentences
from dashboard.components.links import is_page
from dashboard.i18n import t
from dashboard.screens.chart_texts import whole_percent, whole_yuan
from dashboard.screens.compare_answer import BAND_CNY_PER_MONTH, Answer
from data.reference import read_sanity_bands

_USUAL_USE = 0.60
_STEP = 0.05
# See BAND_CNY_PER_MONTH.
_BAND = {"chip": "A100", "day": "2023", "source": "gatebase.garden/ja/post/status/12776406"}


def show_guided(answer: Answer) -> None:
    """One question more, the verdict on it, and the basis and sources of the figures."""
    with card(t("compare.guided.title"), height="stretch"):
        use = st.slider(
            t("compare.guided.use"),
            min_value=0.0,
            max_value=1.0,
            value=_USUAL_USE,
            step=_STEP,
            format="percent",
            key="use",
            help=t("compare.guided.use_help"),
            bind="query-params",
        )
        st.markdown(f"**{_verdict(answer, Decimal(str(round(use, 2))))}**")
        rental = answer.rental
        facts = {"cards": rental.cards_per_unit, "hours": f"{rental.hours_per_month:g}"}
        sentences([(t("compare.guided.basis", **facts), False)])
        _sources()
        if is_page("market"):
            link_to("market", t("compare.guided.check"))
            link_to("own", t("compare.guided.own"))
        note(t("compare.no_hours.why"))


def _verdict(answer: Answer, use: Decimal) -> str:
    """Rent or stay, what either costs in a month, and from which use renting pays."""
    rented = answer.rental.unit_fee_cny_per_month
    by_the_hour = answer.full_use_cost_cny * use
    facts = {
        "use": whole_percent(float(use)),
        "rented": whole_yuan(rented),
        "by_the_hour": whole_yuan(by_the_hour),
        "break_even": formats.percent(float(answer.break_even.utilisation_ratio), 1),
    }
    return t(f"compare.guided.{'rent' if by_the_hour > rented else 'stay'}", **facts)


def _sources() -> None:
    """Dated rents of the reference, to set one's own beside; and what the first figures are."""
    with st.popover(t("own.sources.button"), type="tertiary"):
        st.markdown(t("compare.guided.first"))
        low, high = BAND_CNY_PER_MONTH
        lines = [_band(low, high, **_BAND)]
        for row in read_sanity_bands().iter_rows(named=True):
            day = f"{formats.day(row['valid_from'])} – {formats.day(row['valid_to'])}"
            band = (row["low_cny_per_server_month"], row["high_cny_per_server_month"])
            lines.append(_band(*band, chip=row["chip"], day=day, source=row["source"]))
        sentences((line, False) for line in lines)


def _band(low: Decimal, high: Decimal, *, chip: str, day: str, source: str) -> str:
    return t(
        "compare.guided.band",
        chip=plain(chip),
        low=whole_yuan(low),
        high=whole_yuan(high),
        day=day,
        source=plain(source),
    )
