"""Contracts in hand: one over, one about to end, one hardly used, the rest at work."""

from dataclasses import dataclass
from datetime import date

from data.sample.offers import currency_of
from data.sample.pools import find_pool
from data.sample.templates import Row


@dataclass(frozen=True)
class Contract:
    """So many 8-card servers of a pool's chip, from the first to the last day."""

    pool: str
    billing_mode: str
    term_months: int
    servers: int
    first_day: date
    last_day: date
    fee_per_server_month: str


CONTRACTS = (
    Contract("train-h100", "annual", 12, 12, date(2025, 1, 1), date(2025, 12, 31), "76000.00"),
    Contract("train-h100", "annual", 12, 16, date(2026, 1, 1), date(2026, 12, 31), "75000.00"),
    Contract("train-h100", "monthly", 1, 4, date(2026, 11, 1), date(2026, 11, 30), "90000.00"),
    Contract("train-910c", "annual", 12, 10, date(2026, 6, 15), date(2027, 6, 14), "61000.00"),
    Contract("serve-h20", "annual", 12, 10, date(2026, 4, 1), date(2027, 3, 31), "49000.00"),
    # Signed for a product that never came: hardly half of it is used.
    Contract("serve-910b4", "annual", 12, 10, date(2026, 3, 1), date(2027, 2, 28), "15500.00"),
    Contract("mixed-a100", "annual", 12, 3, date(2026, 2, 1), date(2027, 1, 31), "4450.00"),
)


def make_contracts() -> list[Row]:
    """One row per contract, columns of the contract template."""
    return [_row(contract) for contract in CONTRACTS]


def _row(contract: Contract) -> Row:
    pool = find_pool(contract.pool)
    currency = currency_of(pool.provider)
    return {
        "commitment_id": f"{contract.pool}-{contract.first_day:%Y-%m}-{contract.billing_mode}",
        "provider": pool.provider,
        "region": pool.region,
        "pool": pool.name,
        "chip": pool.chip,
        "billing_mode": contract.billing_mode,
        "term_months": contract.term_months,
        "servers": contract.servers,
        "cards_per_server": 8,
        "start_date": contract.first_day.isoformat(),
        "end_date": contract.last_day.isoformat(),
        "fee_per_server_month": contract.fee_per_server_month,
        "currency": currency,
        "tax_included": "false" if currency == "USD" else "true",
        "tax_rate": "0.06",
        "source": "synthetic sample",
    }
