"""Data health, the invoices: what the charges come to beside them, against rows by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.workspace import Workspace
from tests.screens.opening import at_address

Publish = Callable[..., Workspace]
STATES = {
    "en": ["▲ differs", "✖ no charges", "○ no invoice", "● agrees"],
    "zh_CN": ["▲ 不符", "✖ 缺费用", "○ 缺发票", "● 一致"],
    "ja": ["▲ 不一致", "✖ 課金なし", "○ 請求書なし", "● 一致"],
}
TITLES = {
    "en": "Invoices: 1 of 4 differ from their charges",
    "zh_CN": "发票：4项中1项与费用不符",
    "ja": "請求書：4件中1件が課金と不一致",
}
HEADLINES = {
    "en": "invoice i\\-2 of Yunlan differs from its charges by 1.50 CNY",
    "zh_CN": "Yunlan发票i\\-2与费用相差1.50 CNY",
    "ja": "Yunlanの請求書i\\-2は課金と1.50 CNYの差",
}


def show(language: str = "en") -> AppTest:
    return at_address("data-health", lang=language)


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def check(state: str, charges: str | None, billed: str | None, **other: Any) -> dict[str, Any]:
    """A row of core_invoice_check; None: that side is missing."""
    amounts = [None if amount is None else Decimal(amount) for amount in (charges, billed)]
    return {
        "provider": "Yunlan",
        "invoice_id": "i-1",
        "billing_account_id": "acc-1",
        "billing_month": date(2026, 5, 1),
        "currency": "CNY",
        "check_state": state,
        "matched_by": "invoice_id" if state in ("agrees", "differs") else None,
        "invoice_amount": amounts[1],
        "charge_amount": amounts[0],
        "difference": None if None in amounts else amounts[0] - amounts[1],  # type: ignore[operator]
        "is_tax_compared": True,
        "is_provisional": False,
        "given_by": "invoice" if billed else None,
        "source_row_count": 3,
        "load_id": "0123456789abcdef",
    } | other


CHECKS = [
    check("agrees", "10", "10"),
    check("differs", "8.5", "10", invoice_id="i-2"),
    check("no_charges", None, "7", invoice_id="i-3", given_by="focus_invoice_detail"),
    check("no_invoice", "4", None, invoice_id=None, is_provisional=None),
]


@pytest.mark.parametrize("language", STATES)
def test_every_state_of_an_invoice_has_its_word_and_its_shape(
    language: str, publish_rows: Publish, make: SimpleNamespace
) -> None:
    sound = make.load(rows_loaded=99, rows_rejected=0)
    publish_rows({"core_load": [sound], "core_invoice_check": CHECKS})
    app = show(language)
    [shown] = [f.value for f in app.dataframe if "check_state" in f.value.columns]
    assert shown["check_state"].tolist() == STATES[language]
    assert shown["difference"].tolist() == [Decimal("-1.50"), None, None, Decimal("0.00")]
    assert set(shown["currency"]) == {"CNY"}
    assert TITLES[language] in text(app)
    assert HEADLINES[language] in text(app)
    keys = {button.key for button in app.get("download_button")}
    assert {f"download_core_invoice_check_{form}" for form in ("csv", "parquet", "xlsx")} <= keys


@pytest.mark.parametrize(
    ("checks", "title"),
    [
        (CHECKS[:1], "nothing issued differs from its charges; they agree: 1 of 1"),
        ([*CHECKS[:1], *CHECKS[2:]], "1 of 3 agree with their charges; of 2 one side is missing"),
        (
            [CHECKS[1] | {"is_provisional": True}],
            "nothing issued differs from its charges; they agree: 0 of 1",
        ),
    ],
    ids=["all agree", "a side is missing", "still open"],
)
def test_what_differs_not_is_said_with_what_agrees(
    checks: list[dict[str, Any]], title: str, publish_rows: Publish, make: SimpleNamespace
) -> None:
    sound = make.load(rows_loaded=99, rows_rejected=0)
    publish_rows({"core_load": [sound], "core_invoice_check": checks})
    shown = text(show())
    assert f"Invoices: {title}" in shown
    assert "green-badge[:material/check_circle: sound]" in shown


def test_without_invoices_and_charges_there_is_no_card(
    publish_rows: Publish, make: SimpleNamespace
) -> None:
    publish_rows({"core_load": [make.load()]})
    assert "Invoices:" not in text(show())
