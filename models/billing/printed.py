"""An amount as a seller prints it: with or without tax, in its currency, with its source.

Equipment in China carries 13 % value-added tax, services 6 %; electricity is a good, at 13 %.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.conversion import TaxBasis, Terms, in_cny
from models.billing.money import to_cents

EQUIPMENT_TAX_RATE = Decimal("0.13")
SERVICE_TAX_RATE = Decimal("0.06")


def printed_in(row: Mapping[str, Any], table: str) -> str:
    """Where a row's price is printed, and the row it was read from: its load and line."""
    return printed_in_rows([row], table)


def printed_in_rows(rows: Iterable[Mapping[str, Any]], table: str) -> str:
    """Where the prices of several rows are printed, with the lines of each source and load."""
    lines: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        lines.setdefault((row["source"], row["load_id"]), []).append(row["line_number"])
    return "; ".join(
        f"{source} [{table}: load {load}, line{'s' if len(numbers) > 1 else ''}"
        f" {', '.join(map(str, sorted(numbers)))}]"
        for (source, load), numbers in lines.items()
    )


@dataclass(frozen=True)
class PrintedAmount:
    """An amount in a currency worth `cny_per_unit`, on the tax basis its source prints."""

    amount: Decimal
    tax_included: bool
    tax_rate: Decimal
    source: str
    cny_per_unit: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        require_not_negative("printed amount", self.amount, "its currency")
        require_share("tax rate", self.tax_rate)
        require_positive("exchange rate", self.cny_per_unit, "CNY per unit of the currency")


def exact_cny(printed: PrintedAmount, tax_basis: TaxBasis) -> Fraction:
    """The amount in yuan on the wanted tax basis, unrounded."""
    terms = Terms(printed.cny_per_unit, printed.tax_included, printed.tax_rate, tax_basis)
    return in_cny(printed.amount, terms)


def to_cny(printed: PrintedAmount, tax_basis: TaxBasis, times: int = 1) -> Decimal:
    """So many times the amount, in yuan on the wanted tax basis, to the cent."""
    return to_cents(exact_cny(printed, tax_basis) * times)
