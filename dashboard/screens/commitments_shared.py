"""Money committed for several pools, or for a year: how much of it is used, what it saves."""

from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import card, note, plain, sentences
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.commitments_tables import rows_of
from dashboard.slices import Pools, pools_named
from dashboard.units import unit_in_words, units_bought

Row = dict[str, Any]


def show_shared(pools: Pools) -> None:
    """A card where there is any such commitment; what is due first."""
    rows = read("commitments_shared", pools=pools)
    if rows.is_empty():
        return
    with card(_title(rows), t("commitments.shared.subtitle")):
        sentences((_line(row), row["saving_cny"] < 0) for row in rows.iter_rows(named=True))
        note(t("commitments.shared.note"))
        rows_of(rows, "ladder_shared", {"pool": pools_named(pools)})


def _title(rows: pl.DataFrame) -> str:
    saving = sum(rows["saving_cny"].to_list(), Decimal(0))
    return t("commitments.shared.finding", saving=formats.money(saving))


def _much(row: Row) -> str:
    """The money of an hour, or so many agreements."""
    if row["committed_cny_per_hour"] is not None:
        return t("words.bought.money", amount=formats.money(row["committed_cny_per_hour"]))
    count = units_bought(row["units"])
    return t("words.bought.agreements", count=count, unit=unit_in_words(row["unit"]))


def _line(row: Row) -> str:
    names = [plain(formats.short_pool(pool)) for pool in row["pool_ids"].split(", ")]
    return t(
        "commitments.shared.line",
        offer=plain(row["offer_id"]),
        much=_much(row),
        start=formats.day(row["starts_on"]),
        end=formats.day(row["ends_on"]),
        pools=t("commitments.rejected.and").join(names),
        used=formats.percent(row["utilisation_ratio"]),
        break_even=formats.percent(row["break_even_utilisation_ratio"]),
        coverage=formats.percent(row["coverage_ratio"]),
        saving=formats.money(row["saving_cny"]),
        stranded=formats.money(row["stranded_cny"]),
    )
