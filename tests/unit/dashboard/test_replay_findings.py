"""What is said of a pool's past that is not replayed, or replayed with hours filled in."""

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from dashboard.findings import findings_of

NOTHING = dict.fromkeys(
    ("start_utc", "end_utc", "hour_count", "offer_id", "month", "chip", "candidates", "missing")
)
ROW: dict[str, Any] = NOTHING | {"is_warning": False, "pool_ids": ["Cloud A/North/serve/H20"]}
FACTS = dict.fromkeys(("forecast_cut_off", "data_until", "tax_basis", "hours_per_month"))
VIEW: Any = SimpleNamespace(settings=SimpleNamespace(time_zone="UTC"))


def said(**found: Any) -> str:
    rows = pl.DataFrame([ROW | found])
    loads = {"refused_count": 0, "rows_rejected": 0}
    [finding] = findings_of(rows, loads, FACTS, VIEW)
    assert not finding.warning
    return finding.text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("too_few_months", "6 complete months in a row"),
        ("too_many_pools", "only the 30 pools"),
        ("nothing_needed", "nothing was needed"),
    ],
)
def test_why_a_pool_is_not_replayed_is_a_sentence(code: str, words: str) -> None:
    text = said(kind="not_replayed", missing=code)
    assert "not replayed over its past" in text
    assert words in text


def test_hours_filled_in_are_counted() -> None:
    text = said(kind="replay_filled", hour_count=1200)
    assert "1,200 h without measurement are filled in" in text
