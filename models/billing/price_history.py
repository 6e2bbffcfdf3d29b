"""What a commitment paid of on-demand, and from which use on it cost less, over a price's history.

Both prices are one seller's, in one currency and on one tax basis, so nothing is converted: a ratio
needs no rate.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data.errors import UsageError
from models.billing.break_even import break_even
from models.billing.conversion import Terms, price_cny_per_card_hour, unit_fee_cny_per_month
from models.billing.effective import PRICE_KEY, valid_on
from models.billing.prices import RENTAL_MODES

CLOUD_HOURS_PER_MONTH = Decimal(730)
ONE_DAY = timedelta(days=1)
STEPS: dict[str, Any] = {
    "offer_id": pl.String,
    "term_months": pl.Int64,
    "from_date": pl.Date,
    "to_date": pl.Date,
    "on_demand_price_per_card_hour": pl.Decimal(18, 6),
    "fee_per_card_month": pl.Decimal(18, 6),
    "pay_ratio": pl.Float64,
    "break_even_utilisation_ratio": pl.Float64,
}

Row = dict[str, Any]


def break_even_history(prices: pl.DataFrame, *, hours_per_month: Decimal) -> pl.DataFrame:
    """Steps of every commitment against the one on-demand offer, columns as `STEPS`.

    One row per offer and stretch of days in which neither price changes, `to_date` null where it
    still holds; days on which one of them was not for sale have no row. `pay_ratio` is what a month
    of full use pays of on-demand over the clouds' month of 730 hours; the break-even utilisation is
    that of a month of `hours_per_month` (the same number at 730). `prices` are rows of core_price.

    Raises:
        UsageError: there is not exactly one on-demand offer by the hour, or currency, tax, place or
            chip differ.
    """
    on_demand = prices.filter(pl.col("billing_mode") == "on_demand")
    _require_comparable(prices, on_demand)
    rentals = prices.filter(pl.col("billing_mode").is_in(RENTAL_MODES))
    steps: list[Row] = []
    for offer in rentals.sort("term_months", "offer_id").partition_by(
        "offer_id", maintain_order=True
    ):
        steps += _steps(on_demand, offer, hours_per_month)
    return pl.DataFrame(steps, schema=STEPS)


def _require_comparable(prices: pl.DataFrame, on_demand: pl.DataFrame) -> None:
    if (count := on_demand["offer_id"].n_unique()) != 1:
        raise UsageError(
            f"A history needs one on-demand offer, and there are {count}",
            where="price history",
            remedy="Choose the offers of one machine.",
        )
    for name in (*PRICE_KEY, "currency", "tax_included", "tax_rate"):
        if prices[name].n_unique() != 1:
            values = ", ".join(sorted(map(str, prices[name].unique())))
            raise UsageError(
                f"Prices of different {name} are not compared: {values}",
                where="price history",
                remedy=f"Choose offers that agree in {name}.",
            )


def _steps(on_demand: pl.DataFrame, offer: pl.DataFrame, hours_per_month: Decimal) -> list[Row]:
    days = _edges(pl.concat([on_demand, offer]))
    asked = offer.select(PRICE_KEY).head(1).join(pl.DataFrame({"local_date": days}), how="cross")
    listed, committed = (
        {row["local_date"]: row for row in valid_on(rows, asked).iter_rows(named=True)}
        for rows in (on_demand, offer)
    )
    steps: list[Row] = []
    for day, next_day in zip(days, [*days[1:], None], strict=True):
        if day in listed and day in committed:
            last = next_day - ONE_DAY if next_day else None
            step = _step(listed[day], committed[day], hours_per_month)
            dated = step | {"from_date": day, "to_date": last}
            if steps and steps[-1]["to_date"] == day - ONE_DAY and _same(steps[-1], dated):
                steps[-1]["to_date"] = last
            else:
                steps.append(dated)
    return steps


def _edges(rows: pl.DataFrame) -> list[date]:
    """Days on which something may change: a price begins, or has ended the day before."""
    ended = rows["valid_to"].drop_nulls() + ONE_DAY
    return sorted({*rows["valid_from"].to_list(), *ended.to_list()})


def _same(one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in STEPS if not name.endswith("_date"))


def _step(listed: Row, committed: Row, hours_per_month: Decimal) -> Row:
    unconverted = Terms(Decimal(1), True, Decimal(0), "included")
    hourly = price_cny_per_card_hour(listed["price"], listed["unit"], listed["cards"], unconverted)
    if hourly is None:
        raise UsageError(
            f"{listed['offer_id']} is sold by {listed['unit']}, not by the hour",
            where="price history",
            remedy="Choose an on-demand offer by the card-hour or server-hour.",
        )

    def against(hours: Decimal) -> tuple[Decimal, Decimal]:
        fee = unit_fee_cny_per_month(
            committed["price"], committed["unit"], committed["cards"], hours, unconverted
        )
        if fee is None:
            raise UsageError(
                f"{committed['offer_id']} is sold by {committed['unit']}, which is no rent",
                where="price history",
                remedy="Choose commitments that are paid by time.",
            )
        cards = committed["cards"]
        return fee / cards, break_even(fee, cards, hourly, hours).utilisation_ratio

    fee_per_card, ratio = against(hours_per_month)
    return {
        "offer_id": committed["offer_id"],
        "term_months": committed["term_months"],
        "on_demand_price_per_card_hour": hourly,
        "fee_per_card_month": round(fee_per_card, 6),
        "pay_ratio": float(against(CLOUD_HOURS_PER_MONTH)[1]),
        "break_even_utilisation_ratio": float(ratio),
    }
