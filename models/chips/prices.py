"""What a card-hour of each chip costs at every price that is known: offers and market quotes.

Prices by the month are spread over the hours of the month. A quote that does not say its tax is
taken as it is printed, and says so in `missing_fields`; one that does has the rate of services.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from data.settings import Settings
from models.billing.conversion import TaxBasis, Terms, unit_fee_cny_per_month
from models.billing.money import to_rate
from models.market.standing import terms_of_quote
from models.offers.rates import rates_of_days

SCHEMA = {
    "chip": pl.String(),
    "origin": pl.String(),
    "dense_tflops": pl.Float64(),
    "kind": pl.String(),  # offer, or quote
    "seller": pl.String(),
    "region": pl.String(),
    "billing_mode": pl.String(),
    "term_months": pl.Int64(),
    "rent_cny_per_card_hour": pl.Decimal(18, 6),
    "server_cny_per_month": pl.Decimal(18, 2),
    "priced_on": pl.Date(),
    "missing_fields": pl.String(),
    "grade": pl.String(),
    "source": pl.String(),
}
CARDS = 8  # of the server that rents are told of

Row = dict[str, Any]


def chip_prices(rows: pl.DataFrame, fx: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Rows of dashboard/sql/chips_prices.sql in yuan, one unit and one tax basis.

    `dense_tflops` is null where no source prints one. A price that no rate converts, whose unit is
    no time of cards, or whose server has an unknown number of them has no row.
    """
    rates = rates_of_days(fx, rows.select("currency", day="priced_on"))

    def converted() -> Iterator[Row]:
        for row in rows.iter_rows(named=True):
            rate = rates.of(row["currency"], row["priced_on"])
            if rate is None or (row["cards"] is None and row["unit"].startswith("server")):
                continue  # a server of nobody knows how many cards
            cards = row["cards"] or 1
            terms = _terms(row, rate, settings.tax_basis)
            fee = unit_fee_cny_per_month(
                row["price"], row["unit"], cards, settings.hours_per_month, terms
            )
            if fee:
                yield row | _by_the_card(fee, cards, settings.hours_per_month)

    return pl.DataFrame(
        [{name: row[name] for name in SCHEMA} for row in converted()], schema=SCHEMA
    )


def _terms(row: Row, cny_per_unit: Decimal, tax_basis: TaxBasis) -> Terms:
    if row["tax_rate"] is None:
        return terms_of_quote(row["tax_included"], tax_basis, cny_per_unit)
    return Terms(cny_per_unit, bool(row["tax_included"]), row["tax_rate"], tax_basis)


def _by_the_card(fee: Decimal, cards: int, hours_per_month: Decimal) -> Row:
    each = Fraction(fee) / cards
    return {
        "rent_cny_per_card_hour": to_rate(each / Fraction(hours_per_month)),
        "server_cny_per_month": round(Decimal(fee) / cards * CARDS, 2),
    }
