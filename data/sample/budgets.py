"""The company's monthly budget: comfortable at first, tight now, too small for what comes."""

from datetime import date

from data.sample.templates import Row

# From the month on, in yuan with tax.
_LEVELS = (
    (date(2024, 11, 1), 3_600_000),
    (date(2025, 5, 1), 4_200_000),
    (date(2025, 11, 1), 5_000_000),
    (date(2026, 3, 1), 6_200_000),
    (date(2026, 9, 1), 5_900_000),
    (date(2027, 1, 1), 6_200_000),
)
_LAST_MONTH = date(2027, 3, 1)


def make_budgets() -> list[Row]:
    """One row per month from 2024-11 to 2027-03, columns of the budget template."""
    rows: list[Row] = []
    month = _LEVELS[0][0]
    while month <= _LAST_MONTH:
        rows.append(_row(month))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return rows


def _row(month: date) -> Row:
    amount = next(amount for first, amount in reversed(_LEVELS) if first <= month)
    return {
        "month": month.isoformat(),
        "scope": "company",
        "amount": f"{amount}.00",
        "currency": "CNY",
        "tax_included": "true",
        "tax_rate": "0.06",
        "source": "synthetic sample",
    }
