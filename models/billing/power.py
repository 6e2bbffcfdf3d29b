"""Electricity: rated power x load x PUE x tariff, hour of the day by hour of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from data.errors import UsageError
from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.money import to_cents

HOURS_PER_DAY = 24


@dataclass(frozen=True)
class PowerDraw:
    """What a server draws from the grid.

    Its load is `idle_load_ratio` of the rated power when no card works and `full_load_ratio` when
    all do, a straight line between; PUE is the building's power per unit of the server's.
    """

    rated_kw: Decimal
    pue: Decimal
    full_load_ratio: Decimal = Decimal(1)
    idle_load_ratio: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        require_not_negative("rated power", self.rated_kw, "kW per server")
        require_share("load at full use", self.full_load_ratio)
        require_share("load when idle", self.idle_load_ratio)
        if self.pue < 1:
            raise UsageError(
                f"A PUE of {self.pue} would mean a building that draws less than its servers",
                where="pue",
                remedy="Write power of the building / power of the servers: 1.42 in China in 2025.",
            )


@dataclass(frozen=True)
class TariffBand:
    """A price of electricity from one local hour of the day until before another."""

    from_hour: int
    until_hour: int
    price_cny_per_kwh: Decimal


@dataclass(frozen=True)
class Tariff:
    """A region's electricity price by local hour; its bands cover each hour of the day once."""

    region: str
    bands: tuple[TariffBand, ...]
    source: str

    def __post_init__(self) -> None:
        hours = sorted(h for band in self.bands for h in _hours_of(band))
        if hours != list(range(HOURS_PER_DAY)):
            raise UsageError(
                f"The bands of the tariff of {self.region} do not cover each hour once",
                where=self.source,
                remedy="Give bands from 0 to 24; one past midnight may end before it starts.",
            )
        for band in self.bands:
            require_not_negative("electricity price", band.price_cny_per_kwh, "CNY per kWh")


def flat_tariff(region: str, price_cny_per_kwh: Decimal, source: str) -> Tariff:
    """One price at all hours."""
    return Tariff(region, (TariffBand(0, HOURS_PER_DAY, price_cny_per_kwh),), source)


def tariffs_of(rows: Iterable[Mapping[str, Any]]) -> list[Tariff]:
    """Tariffs from rows of `tariff`, `start_hour`, `end_hour`, `price_cny_per_kwh`, `source`.

    Raises:
        UsageError: the rows of a tariff do not cover each hour once.
    """
    bands: dict[str, list[TariffBand]] = {}
    sources: dict[str, str] = {}
    for row in rows:
        band = TariffBand(row["start_hour"], row["end_hour"], row["price_cny_per_kwh"])
        bands.setdefault(row["tariff"], []).append(band)
        sources[row["tariff"]] = row["source"]
    return [Tariff(name, tuple(found), sources[name]) for name, found in bands.items()]


def price_by_hour(tariff: Tariff) -> dict[int, Decimal]:
    """Yuan per kWh for each local hour of the day."""
    return {h: band.price_cny_per_kwh for band in tariff.bands for h in _hours_of(band)}


def drawn_kw(draw: PowerDraw, utilisation_ratio: Decimal = Decimal(1)) -> Fraction:
    """Power from the grid at a utilisation of the cards, exact."""
    require_share("utilisation", utilisation_ratio)
    idle, full = Fraction(draw.idle_load_ratio), Fraction(draw.full_load_ratio)
    load = idle + (full - idle) * Fraction(utilisation_ratio)
    return Fraction(draw.rated_kw) * Fraction(draw.pue) * load


def power_cost(
    draw: PowerDraw, tariff: Tariff, utilisation_by_hour: Mapping[int, Mapping[Decimal, Decimal]]
) -> Decimal:
    """Yuan for hours that really ran: local hour of the day -> utilisation -> number of hours."""
    prices = price_by_hour(tariff)
    return to_cents(
        sum(
            (
                drawn_kw(draw, utilisation) * Fraction(hours) * Fraction(prices[hour])
                for hour, ran in utilisation_by_hour.items()
                for utilisation, hours in ran.items()
            ),
            Fraction(0),
        )
    )


def monthly_power_cost(
    draw: PowerDraw,
    tariff: Tariff,
    hours_per_month: Decimal,
    utilisation_ratio: Decimal = Decimal(1),
) -> Decimal:
    """Yuan per server and month in which every hour of the day occurs equally often."""
    require_positive("hours in a month", hours_per_month, "for example 720 or 730")
    each = Fraction(hours_per_month) / HOURS_PER_DAY
    prices = sum((Fraction(price) for price in price_by_hour(tariff).values()), Fraction(0))
    return to_cents(drawn_kw(draw, utilisation_ratio) * each * prices)


def _hours_of(band: TariffBand) -> list[int]:
    if band.from_hour < band.until_hour:
        return list(range(band.from_hour, band.until_hour))
    return [*range(band.from_hour, HOURS_PER_DAY), *range(band.until_hour)]
