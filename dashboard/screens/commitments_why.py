"""Why: what each block of units would have run and what it saves; offers turned down, and why."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import card, note, plain, sentences
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import read
from dashboard.screens.commitments_tables import rows_of
from dashboard.slices import Pools, pools_named

Row = dict[str, Any]
NAMED = 5
WHOLE_YEAR = 12


def show_units(pools: Pools) -> None:
    """Block by block: hours run, break-even, probability, saving; the least certain first."""
    blocks = read("commitments_units", pools=pools)
    told = blocks.sort("confidence_ratio", maintain_order=True)
    with card(_units_title(told), t("commitments.why.subtitle")):
        lines = [
            (
                _block(row, with_pool=pools is None or len(pools) > 1),
                row["ran_hours"] < row["break_even_hours"],
            )
            for row in told.head(NAMED).iter_rows(named=True)
        ]
        sentences(lines)
        if blocks.height > NAMED:
            note(t("commitments.more", count=formats.number(blocks.height - NAMED)))
        note(t("commitments.why.note"))
        rows_of(blocks, "ladder_units", {"pool": pools_named(pools)})


def _units_title(blocks: pl.DataFrame) -> str:
    if blocks.is_empty():
        return t("commitments.why.none")
    weakest = blocks.row(0, named=True)
    return t(
        "commitments.why.finding",
        units=_span(weakest),
        offer=plain(weakest["offer_id"]),
        probability=formats.percent(weakest["confidence_ratio"], 0),
    )


def _span(row: Row) -> str:
    first, last = formats.number(row["first_unit"]), formats.number(row["last_unit"])
    return first if first == last else f"{first}–{last}"


def _block(row: Row, *, with_pool: bool) -> str:
    known = row["known_months"]
    key = "year" if known >= WHOLE_YEAR else "months"
    sentence = t(
        f"commitments.why.block_{key}",
        units=_span(row),
        offer=plain(row["offer_id"]),
        ran=formats.number(row["ran_hours"]),
        known=formats.number(known),
        break_even=formats.number(row["break_even_hours"]),
        probability=formats.percent(row["confidence_ratio"], 0),
        saving=formats.money(row["saving_cny"]),
    )
    if not with_pool:
        return sentence
    pool = plain(formats.short_pool(row["pool_id"]))
    return t("commitments.why.in_pool", pool=pool, line=sentence)


def show_rejected(pools: Pools) -> None:
    """Offers for sale that are not bought now, the nearest to paying first."""
    offers = read("commitments_rejected", pools=pools)
    if offers.is_empty():
        title = t("commitments.rejected.none")
    else:
        title = t("commitments.rejected.finding", count=formats.number(offers.height))
    with card(title, t("commitments.rejected.subtitle")):
        sentences((_rejection(row), False) for row in offers.head(NAMED).iter_rows(named=True))
        if offers.height > NAMED:
            note(t("commitments.more", count=formats.number(offers.height - NAMED)))
        rows_of(offers, "ladder_rejected", {"pool": pools_named(pools)})


def _rejection(row: Row) -> str:
    facts = {
        "offer": plain(row["offer_id"]),
        "pool": plain(formats.short_pool(row["pool_id"])),
        "reason": t(f"words.rejection.{row['rejection']}"),
    }
    sentence = t("commitments.rejected.line", **facts)
    if row["detail"]:
        sentence = t("commitments.rejected.detail", line=sentence, detail=_detail(row["detail"]))
    if row["dearer_by_cny"] is not None and row["dearer_by_cny"] < 0:
        amount = formats.money(-row["dearer_by_cny"])
        return t("commitments.rejected.would_save", line=sentence, amount=amount)
    if row["would_pay_below_cny"] is not None and row["would_pay_below_cny"] <= 0:
        return t("commitments.rejected.never_pays", line=sentence)
    if row["would_pay_below_cny"] is not None:
        fee = formats.money(row["would_pay_below_cny"])
        return t("commitments.rejected.would_pay", line=sentence, fee=fee)
    return sentence


def _detail(detail: str) -> str:
    """What is missing, or `name=value`, in words; anything else, such as a limit, as it came."""
    return t("commitments.rejected.and").join(_fact(part.strip()) for part in detail.split(","))


def _fact(code: str) -> str:
    name, _, value = code.partition("=")
    known = load_catalogue()
    fact = f"commitments.rejected.fact.{name}"
    if value and fact in known:
        return t(fact, value=plain(value))
    for kind in ("missing", "assumed"):
        if f"words.{kind}.{code}" in known:
            return t(f"words.{kind}.{code}")
    return plain(code)
