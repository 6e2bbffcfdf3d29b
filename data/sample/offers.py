"""What one can buy in the sample, with every price change; levels near the market facts.

The basis of each offer names the fact in data/reference/market_prices.csv that its level is
taken from; the figures themselves are invented.
"""

from dataclasses import dataclass
from datetime import date

from data.sample.pools import OVERSEAS_D

BEFORE = date(2024, 11, 1)
FALL = date(2025, 4, 1)
AUTUMN = date(2025, 10, 1)
RISE = date(2026, 3, 1)
LATE_RISE = date(2026, 9, 15)

Steps = tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Offer:
    """One way to buy the chip of a pool; `steps` are the days from which a price holds."""

    pool: str
    billing_mode: str
    term_months: int
    steps: Steps
    basis: str
    withdrawn_after: date | None = None

    @property
    def is_by_the_hour(self) -> bool:
        """Whether it is sold by the card-hour, else by the 8-card server and month."""
        return self.billing_mode in ("on_demand", "spot")


def currency_of(provider: str) -> str:
    """The overseas seller bills in dollars without tax, the others in yuan with tax."""
    return "USD" if provider == OVERSEAS_D else "CNY"


_H100_RENT = "H100 server-month 75000 (2025-03, 2026-07), 90000 (2026-09-14)"
_910C_RENT = "Ascend 910C server-month 62000 (2026-07)"
_H20_RENT = "H20 server-month 48000 (2026-07), 53000 (2026-09-14)"
_910B4_RENT = "Ascend 910B4 server-month 15500 (2026-09-14)"
_A100_RENT = "A100 server-month from 31500 (2026-07)"
_A100_HOUR = "RunPod A100 card-hour 1.39 to 1.79 USD (2026-11-09)"
_4090_RENT = "RTX 4090 server-month from 6800 (2026-07), 7500 (2024-10)"
_4090_HOUR = "RTX 4090 card-hour 1.68 (2025), 2.484 (2026-05)"
_GENERAL_RISE = "rise of 20 to 30 % from 2026-03-01"

OFFERS = (
    Offer(
        "train-h100",
        "on_demand",
        0,
        (
            (BEFORE, "22.50"),
            (FALL, "19.80"),
            (AUTUMN, "18.60"),
            (RISE, "23.20"),
            (LATE_RISE, "25.00"),
        ),
        f"H100 card-hour abroad 2.69 to 3.99 USD (2026-11-09); {_GENERAL_RISE}",
    ),
    Offer(
        "train-h100",
        "spot",
        0,
        ((BEFORE, "10.80"), (FALL, "9.20"), (RISE, "11.60"), (LATE_RISE, "12.40")),
        "H100 spot at half of on-demand (2026-09-27)",
    ),
    Offer(
        "train-h100",
        "monthly",
        1,
        ((BEFORE, "82000"), (FALL, "79000"), (RISE, "86000"), (LATE_RISE, "90000")),
        _H100_RENT,
    ),
    Offer(
        "train-h100",
        "annual",
        12,
        ((BEFORE, "77000"), (FALL, "75000"), (RISE, "80000"), (LATE_RISE, "84000")),
        _H100_RENT,
    ),
    Offer("train-h100", "multi_year", 36, ((RISE, "76000"), (LATE_RISE, "79000")), _H100_RENT),
    Offer(
        "train-910c",
        "on_demand",
        0,
        ((BEFORE, "18.00"), (FALL, "16.40"), (RISE, "18.20")),
        f"{_910C_RENT} at 60 % use; domestic rise of 10 to 15 % from 2026-03-01",
    ),
    Offer(
        "train-910c",
        "monthly",
        1,
        ((BEFORE, "66000"), (FALL, "64000"), (RISE, "68000")),
        _910C_RENT,
    ),
    Offer(
        "train-910c",
        "annual",
        12,
        ((BEFORE, "60000"), (FALL, "58500"), (RISE, "62000")),
        _910C_RENT,
    ),
    Offer(
        "serve-h20",
        "on_demand",
        0,
        ((BEFORE, "12.60"), (FALL, "11.80"), (AUTUMN, "11.20"), (RISE, "14.00")),
        f"{_H20_RENT} at 65 % use; {_GENERAL_RISE}",
    ),
    Offer(
        "serve-h20",
        "monthly",
        1,
        ((BEFORE, "50000"), (AUTUMN, "48000"), (RISE, "53000")),
        _H20_RENT,
    ),
    Offer(
        "serve-h20",
        "quarterly",
        3,
        ((FALL, "48500"),),
        _H20_RENT,
        withdrawn_after=date(2025, 12, 31),
    ),
    Offer(
        "serve-h20",
        "annual",
        12,
        ((BEFORE, "47000"), (AUTUMN, "45000"), (RISE, "49000")),
        _H20_RENT,
    ),
    Offer(
        "serve-910b4",
        "on_demand",
        0,
        ((BEFORE, "4.60"), (FALL, "4.20"), (RISE, "4.70")),
        f"{_910B4_RENT} at 60 % use",
    ),
    Offer("serve-910b4", "monthly", 1, ((BEFORE, "17000"), (RISE, "17500")), _910B4_RENT),
    Offer("serve-910b4", "annual", 12, ((BEFORE, "15000"), (RISE, "15500")), _910B4_RENT),
    Offer(
        "mixed-a100",
        "on_demand",
        0,
        ((BEFORE, "1.49"), (FALL, "1.35"), (AUTUMN, "1.29"), (RISE, "1.59")),
        f"{_A100_HOUR}; {_GENERAL_RISE}",
    ),
    Offer(
        "mixed-a100", "monthly", 1, ((BEFORE, "5100"), (FALL, "4800"), (RISE, "5300")), _A100_RENT
    ),
    Offer(
        "mixed-a100", "annual", 12, ((BEFORE, "4600"), (FALL, "4400"), (RISE, "4800")), _A100_RENT
    ),
    Offer(
        "studio-4090",
        "on_demand",
        0,
        ((BEFORE, "1.95"), (FALL, "1.70"), (RISE, "1.90")),
        _4090_HOUR,
    ),
    Offer(
        "studio-4090", "monthly", 1, ((BEFORE, "8000"), (FALL, "7600"), (RISE, "8800")), _4090_RENT
    ),
    Offer(
        "studio-4090", "annual", 12, ((BEFORE, "7200"), (FALL, "6900"), (RISE, "7800")), _4090_RENT
    ),
)
