"""Settings: frozen, documented, from `suanli.toml` in the workspace or SUANLI_* variables.

A variable wins over the file; an unknown key in either is refused, because a misspelt setting
that is silently ignored gives a silently wrong answer.
"""

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from data.allocation import FILE_NAME as ALLOCATION_FILE
from data.allocation import Allocation
from data.buying import FILE_NAME as BUYING_FILE
from data.buying import Buying
from data.errors import SettingsError
from data.supply import FILE_NAME as SUPPLY_FILE
from data.supply import Supply
from data.zones import is_time_zone

PREFIX = "SUANLI_"
FILE_NAME = "suanli.toml"
NOT_SETTINGS = {"SUANLI_HOME"}  # where the workspace is, read before there are settings


class Settings(BaseSettings):
    """Everything that can be set, with its default, unit and meaning."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    time_zone: str = Field(
        "Asia/Shanghai",
        description="IANA zone of the company's days, and of source times that name no zone",
    )
    hours_per_month: Decimal = Field(
        Decimal(720),
        gt=0,
        le=744,
        description="hours in a month of rent: 720 in Chinese trade, 730 in futures and clouds",
    )
    tax_basis: Literal["included", "excluded"] = Field(
        "included", description="whether computed amounts include value-added tax"
    )
    both_tax_bases: bool = Field(
        False,
        description="compute everything on the other tax basis as well, so that screens can be"
        " switched to it; takes about twice as long",
    )
    seed: int = Field(20260101, ge=0, description="seed of every random draw")
    forecast_horizon_days: int = Field(90, ge=7, le=365, description="days ahead to forecast")
    forecast_paths: int = Field(
        1000, ge=100, le=10_000, description="sample paths behind every forecast quantile"
    )
    forecast_history_days: int = Field(
        730, ge=28, description="most recent complete days a forecast learns from"
    )
    forecast_workers: int = Field(
        0, ge=0, le=64, description="processes that backtest; 0: as many as pay off"
    )
    plan_window_days: int = Field(
        90, ge=7, le=731, description="most recent days of real hours that plans are priced on"
    )
    contract_notice_days: int = Field(
        60,
        ge=0,
        le=366,
        description="a contract that ends sooner is no cover for plans: extending it is a choice",
    )
    expected_interval_days: dict[str, int] = Field(
        {},
        description="table or source -> days between its deliveries, for `suanli status`",
    )
    compute_class: dict[str, Literal["general", "intelligent", "super"]] = Field(
        {},
        description="provider or chip -> class of computing, where it is not the chip catalogue's"
        " (accelerators are intelligent computing); a provider's goes before a chip's",
    )
    inbox: str = Field(
        "",
        description="folder or object storage (s3://bucket/prefix/) that `suanli run` loads, and"
        " `suanli load` where nothing is named, beside the workspace's own inbox/",
    )
    s3_endpoint: str = Field(
        "",
        description="address of an object store that speaks S3's protocol; empty: Amazon's, or"
        " the variable AWS_ENDPOINT_URL_S3",
    )
    allocation: Allocation = Field(
        Allocation(),
        description="which team bears which cost; written in allocation.toml in the workspace",
    )
    supply: Supply = Field(
        Supply(),
        description="what is sold, to whom, from what; written in supply.toml in the workspace",
    )
    buying: Buying = Field(
        Buying(),
        description="how the company buys: knob, limits, lead times; written in buying.toml in the"
        " workspace",
    )
    keep_snapshots: int = Field(5, ge=2, description="published snapshots to keep for rollback")
    memory_limit: str = Field(
        "4GB", pattern=r"^\d+(MB|GB)$", description="memory DuckDB may use per connection"
    )
    host: str = Field("127.0.0.1", description="address the dashboard listens on")
    port: int = Field(8501, ge=1, le=65535, description="port the dashboard listens on")

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if not is_time_zone(value):
            msg = f"{value!r} is no IANA time zone; write for example Asia/Shanghai"
            raise ValueError(msg)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then what the file gave (passed as init values)."""
        return env_settings, init_settings


def load_settings(home: Path | None = None) -> Settings:
    """Settings of the workspace at `home` (or only defaults and variables without one).

    Raises:
        SettingsError: a key is unknown, or a value impossible; every offender is named.
    """
    _refuse_unknown_variables()
    file = home / FILE_NAME if home else None
    from_file = _read_toml(file) if file and file.exists() else {}
    if home and (home / ALLOCATION_FILE).exists():
        from_file |= {"allocation": _allocation(home / ALLOCATION_FILE)}
    if home and (home / SUPPLY_FILE).exists():
        from_file |= {"supply": _supply(home / SUPPLY_FILE)}
    if home and (home / BUYING_FILE).exists():
        from_file |= {"buying": _buying(home / BUYING_FILE)}
    try:
        return Settings(**from_file)
    except ValidationError as invalid:
        raise _explain(invalid, file) from invalid


def _allocation(file: Path) -> Allocation:
    try:
        return Allocation.model_validate(_read_toml(file))
    except ValidationError as invalid:
        faults = "; ".join(_fault(error) for error in invalid.errors())
        raise SettingsError(
            f"Impossible or unknown rules of allocation: {faults}",
            where=str(file),
            remedy="Write [[rule]] tables with kind and rule, and [[cost]] tables with kind, name,"
            " amount_cny_per_month and from_month: see models/README.md.",
        ) from invalid


def _supply(file: Path) -> Supply:
    try:
        return Supply.model_validate(_read_toml(file))
    except ValidationError as invalid:
        faults = "; ".join(_fault(error) for error in invalid.errors())
        raise SettingsError(
            f"Impossible or unknown tables of supply: {faults}",
            where=str(file),
            remedy="`suanli template supply` writes an example with every key explained.",
        ) from invalid


def _buying(file: Path) -> Buying:
    try:
        return Buying.model_validate(_read_toml(file))
    except ValidationError as invalid:
        faults = "; ".join(_fault(error) for error in invalid.errors())
        raise SettingsError(
            f"Impossible or unknown rules of buying: {faults}",
            where=str(file),
            remedy="`suanli template buying` writes an example with every key explained.",
        ) from invalid


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except OSError as unreadable:
        raise SettingsError(
            f"The settings file cannot be read: {unreadable.strerror}",
            where=str(file),
            remedy="Allow reading it, or move it away.",
        ) from unreadable
    except (ValueError, RecursionError) as broken:  # also numbers beyond all measure
        raise SettingsError(
            f"The settings file is not valid TOML: {broken}",
            where=str(file),
            remedy='Write lines such as seed = 7 or time_zone = "Asia/Shanghai".',
        ) from broken


def _refuse_unknown_variables() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | NOT_SETTINGS
    given = [name for name in os.environ if name.upper().startswith(PREFIX)]  # case is no matter
    unknown = sorted(name for name in given if name.upper() not in known)
    if unknown:
        raise SettingsError(
            f"Unknown setting: {', '.join(unknown)}",
            where="environment",
            remedy=f"Known: {', '.join(sorted(known))}.",
        )


def _explain(invalid: ValidationError, file: Path | None) -> SettingsError:
    faults = [_fault(error) for error in invalid.errors()]
    return SettingsError(
        "Impossible or unknown settings: " + "; ".join(faults),
        where=f"{file or 'defaults'} and {PREFIX}* variables",
        remedy=f"Known settings: {', '.join(Settings.model_fields)}.",
    )


def _fault(error: Any) -> str:
    """Which key, and what is wrong with it."""
    key = ".".join(str(part) for part in error["loc"])
    return f"{key}: {error['msg']}" if key else str(error["msg"])
