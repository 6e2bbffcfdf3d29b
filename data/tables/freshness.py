"""How old the newest row of each observed table may be before somebody should ask why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expectation:
    """What is expected of one table.

    interval_days: from one delivery to the next; the setting expected_interval_days goes before it.
    is_needed: without any row of it, cost or forecast cannot be told.
    """

    interval_days: int
    is_needed: bool = False


EXPECTATIONS: dict[str, Expectation] = {
    "core_usage_hourly": Expectation(2, is_needed=True),
    "core_capacity_hourly": Expectation(2),
    "core_utilisation_hourly": Expectation(2),
    "core_token_usage_daily": Expectation(2),
    "core_request_hourly": Expectation(2),
    "core_charge_daily": Expectation(3),  # providers complete a day's charges over two days
    "core_price": Expectation(92, is_needed=True),
    "core_rental_quote": Expectation(31),
    "core_market_snapshot": Expectation(7),
    "core_token_price": Expectation(31),
    "core_fx_rate": Expectation(5),  # no rate is published from Maundy Thursday to Easter Tuesday
    "core_budget": Expectation(0),  # reaches to the end of its last month
}
