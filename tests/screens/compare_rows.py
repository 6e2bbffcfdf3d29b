"""Core rows published for the comparison screen, and the screen opened on them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.snapshot import building
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from data.workspace import Workspace
from models.marts import build_marts
from models.plan import build_plan
from tests.core_rows import POOL, PRICE, USAGE
from tests.screens.opening import rendered

Row = dict[str, Any]
Publish = Callable[..., None]

START = datetime(2026, 1, 1)  # noqa: DTZ001 - tables hold naive UTC
HOURLY_PRICE = PRICE | {
    "valid_from": date(2025, 1, 1),
    "price": Decimal(35),
    "network_included": None,
    "cabinet_included": None,
}
MONTHLY = HOURLY_PRICE | {
    "offer_id": "server-month",
    "cards": 8,
    "billing_mode": "monthly",
    "term_months": 1,
    "price": Decimal(60_000),
    "unit": "server_month",
}
ANNUAL = MONTHLY | {
    "offer_id": "server-year",
    "billing_mode": "annual",
    "term_months": 12,
    "price": Decimal(48_000),
}
CONTRACT = POOL | {
    "commitment_id": "contract",
    "billing_mode": "annual",
    "term_months": 12,
    "servers": 4,
    "cards_per_server": 8,
    "start_date": date(2025, 6, 1),
    "end_date": date(2026, 12, 31),
    "fee_per_server_month": Decimal(50_000),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "source": "made up for a test",
    "load_id": "load",
    "line_number": 2,
}


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publish core rows with their marts and plans as the snapshot that screens read."""
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    monkeypatch.setenv("SUANLI_TIME_ZONE", "UTC")

    def publish_core(**rows: Sequence[Row]) -> None:
        with building(Workspace(tmp_path), keep=3) as build:
            create_tables(build.connection, TABLES)
            for name, given in rows.items():
                types = {column: at.dtype for column, at in CORE_TABLES[name].columns().items()}
                append(build.connection, name, pl.DataFrame(given, schema=types))
            settings = Settings(time_zone="UTC")
            build_marts(build.connection, settings, build.snapshot_id)
            build_plan(build.connection, settings, build.snapshot_id)

    return publish_core


def use(cards: Sequence[float], **other: Any) -> list[Row]:
    """One usage row an hour from the start on."""
    return [
        USAGE | {"hour_utc": START + timedelta(hours=n), "used_card_hours": used} | other
        for n, used in enumerate(cards)
    ]


screen = partial(rendered, "compare", pages=("commitments",))


def answer(app: AppTest) -> str:
    """The big sentence: the first heading below the screen's name."""
    assert not app.exception
    return next(text.value for text in app.markdown if text.value.startswith("## "))


def everything(app: AppTest) -> str:
    """All text, without the backslashes that keep names from being read as Markdown."""
    texts = "\n".join(str(part.value) for part in (*app.markdown, *app.caption))
    return texts.replace("\\", "")
