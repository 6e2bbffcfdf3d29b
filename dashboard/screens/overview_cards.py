"""The Overview's cards below the tiles: the decision, the dearest pools, what to look at."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, takewhile
from math import ceil
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, link_to, plain, sentences
from dashboard.findings import findings_of
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens import overview_ladder
from dashboard.slices import Slice
from dashboard.widths import in_letters

_SHOWN = 3
_LINES, _LINE_WIDTH = 4, 76  # of the findings' card at 1440 x 900, in Latin letters
_TELLING_SHARE = 0.2  # of one pool; where the largest has less, only several of them tell anything


def show_decision(shown: Slice, *, has_cost: bool) -> None:
    """What the ladder says; without one, what the window's real hours say about offers."""
    steps = overview_ladder.ladder_steps(shown)
    if steps is not None:
        overview_ladder.show(steps, shown)
        return
    view = current()
    notice_days = view.settings.contract_notice_days if view else 0
    offers = shown.of(read("overview_decision", notice_days=notice_days))
    ending = shown.of(read("overview_expiring", notice_days=notice_days))
    saving = offers.filter(pl.col("best_saving_cny") > 0)
    subtitle = t("overview.decision.subtitle") if offers.height else ""
    with card(_decision_title(offers, saving, ending, notice_days), subtitle):
        ends = [_contract_ends(row) for row in ending.iter_rows(named=True)][:1]
        takes = [_take(row) for row in saving.iter_rows(named=True)]
        stays = [] if takes else [_never(row) for row in offers.iter_rows(named=True)]
        # The contract that ends first is always among the lines: it has a date.
        lines = [*(takes or stays)[: _SHOWN - len(ends)], *ends]
        if lines:
            st.markdown("\n".join(f"{i}. {line}" for i, line in enumerate(lines, start=1)))
        if not has_cost:
            st.markdown(t("overview.decision.load_prices"))
        with st.container(horizontal=True, gap="medium"):
            pool = offers["pool_id"].first()
            if pool is not None:
                link_to("compare", t("overview.decision.open_compare"), pool=str(pool))
            link_to("forecast", t("overview.decision.open_forecast"))


def _decision_title(
    offers: pl.DataFrame, saving: pl.DataFrame, ending: pl.DataFrame, notice_days: int
) -> str:
    if saving.height:
        days = formats.number(max(saving["window_hours"].to_list()) / 24)
        amount = formats.money(saving["best_saving_cny"].sum())
        return t("overview.decision.saves", amount=amount, days=days)
    if ending.height:
        counts = {"count": formats.number(ending.height), "days": formats.number(notice_days)}
        return t("overview.decision.expiring", **counts)
    if offers.height:
        return t("overview.decision.on_demand_best")
    return t("overview.decision.nothing")


_TAKES = ("server", "currency_per_hour", "pack", "agreement")  # overview.decision.take_<unit>


def _take(row: Mapping[str, Any]) -> str:
    unit = row["unit"] if row["unit"] in _TAKES else "server"
    line = t(
        f"overview.decision.take_{unit}",
        units=formats.number(row["best_units"]),
        cards=formats.number(row["cards_per_unit"]),
        offer=plain(row["offer_id"]),
        commitment=formats.money(row["commitment_cny_per_hour"], compact=False),
        mode=t(f"words.billing_mode.{row['billing_mode']}"),
        months=formats.number(row["term_months"]),
        pool=plain(formats.short_pool(row["pool_id"])),
        amount=formats.money(row["best_saving_cny"]),
        utilisation=formats.percent(row["first_unit_utilisation_ratio"], 0),
        break_even=formats.percent(row["break_even_utilisation_ratio"]),
    )
    if row["ending_cards"] is None:
        return line
    cards, day = formats.number(row["ending_cards"]), formats.day(row["last_end"])
    return t("overview.decision.replaces", line=line, cards=cards, day=day)


def _never(row: Mapping[str, Any]) -> str:
    return t(
        "overview.decision.never",
        pool=plain(formats.short_pool(row["pool_id"])),
        mode=t(f"words.billing_mode.{row['billing_mode']}"),
        utilisation=formats.percent(row["first_unit_utilisation_ratio"], 0),
        break_even=formats.percent(row["break_even_utilisation_ratio"]),
    )


def _contract_ends(row: Mapping[str, Any]) -> str:
    return t(
        "overview.decision.contract_ends",
        contract=plain(row["commitment_id"]),
        day=formats.day(row["end_date"]),
        servers=formats.number(row["servers"]),
        cards=formats.number(row["cards_per_server"]),
        pool=plain(row["pool"]),
        chip=plain(row["chip"]),
    )


def show_pools(shown: Slice, *, has_cost: bool) -> None:
    """The three dearest (else busiest) pools; each opens its comparison."""
    pools = read("overview_pools", pools=shown.pools)
    share, value = ("cost_share", "cost_cny") if has_cost else ("use_share", "used_card_hours")
    running = pools.drop_nulls(value).filter(pl.col(value) > 0)
    top = running.sort(value, descending=True).head(_SHOWN)
    if top.is_empty():
        with card(t("overview.pools.none")):
            return
    first = top.row(0, named=True)
    counts = {"count": formats.number(top.height), "total": formats.number(pools.height)}
    kind = "dearest" if has_cost else "busiest"
    subtitle = t(f"overview.pools.subtitle_{kind}", **counts)
    facts = {"pool": plain(first["pool"]), "share": formats.percent(first[share], 0)}
    whole = 1.0  # what a full bar is
    if 0 < (first[share] or 0) < _TELLING_SHARE:
        whole = first[share]
        facts = {**counts, "share": formats.percent(top[share].sum(), 0)}
        kind, subtitle = f"{kind}_together", t("overview.pools.subtitle_together")
    with card(t(f"overview.pools.{kind}", **facts), subtitle):
        text = formats.money if has_cost else formats.compact
        for row in top.iter_rows(named=True):
            _pool_row(row["pool_id"], row[share], whole, text(row[value]))


def _pool_row(pool_id: str, share: float, whole: float, amount: str) -> None:
    name, bar, value = st.columns((1.75, 0.5, 1.2), vertical_alignment="center", gap="small")
    with name:
        link_to("compare", plain(formats.short_pool(pool_id)), pool=pool_id)
    bar.progress(min(1.0, max(0.0, (share or 0.0) / whole)))
    value.markdown(f"{amount}&ensp;:gray[{formats.percent(share, 0)}]", text_alignment="right")


def show_findings(shown: Slice) -> None:
    """The gravest things to know, as many as leave the screen without scrolling, and all others."""
    view = current()
    if view is None:
        return
    loads, facts = (read(name).row(0, named=True) for name in ("reconciliation", "header"))
    found = findings_of(read("findings"), loads, facts, view, shown.pools)
    title = t("overview.look.some") if found else t("overview.look.nothing")
    subtitle = t("overview.look.subtitle")
    told = found[: _fitting([finding.text for finding in found])]
    if len(found) > len(told):
        counts = {"shown": formats.number(len(told)), "total": formats.number(len(found))}
        subtitle = t("overview.look.subtitle_more", **counts)
    with card(title, subtitle):
        sentences((finding.text, finding.warning) for finding in told)
        link_to("health", t("overview.look.open_health"))


def _fitting(texts: Sequence[str]) -> int:
    """How many of them fit the card's lines: all of three, two of more, may take one too many."""
    if len(texts) <= _SHOWN:
        return len(texts)
    lines = accumulate(ceil(in_letters(text) / _LINE_WIDTH) for text in texts)
    return max(_SHOWN - 1, sum(1 for _ in takewhile(lambda used: used <= _LINES, lines)))
