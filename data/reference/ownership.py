"""What owning servers depends on: residual values and electricity tariffs, as printed."""

from pathlib import Path

import polars as pl

_FOLDER = Path(__file__).parent

_RESIDUAL: dict[str, pl.DataType] = {
    "curve": pl.String(),
    "months": pl.Int64(),
    "share": pl.Decimal(6, 4),
    "grade": pl.String(),
    "source": pl.String(),
    "note": pl.String(),
}
_TARIFF: dict[str, pl.DataType] = {
    "tariff": pl.String(),
    "observed_on": pl.String(),
    "start_hour": pl.Int64(),
    "end_hour": pl.Int64(),
    "price_cny_per_kwh": pl.Decimal(18, 6),
    "tax_included": pl.Boolean(),
    "grade": pl.String(),
    "source": pl.String(),
    "note": pl.String(),
}


def read_residual_curves() -> pl.DataFrame:
    """One row per curve x months: share of the price when new that a server is still worth."""
    return pl.read_csv(_FOLDER / "residual_curves.csv", schema=_RESIDUAL)


def read_electricity_tariffs() -> pl.DataFrame:
    """One row per tariff x hours of the local day; tax_included is null where it is not said."""
    return pl.read_csv(_FOLDER / "electricity_tariffs.csv", schema=_TARIFF)
