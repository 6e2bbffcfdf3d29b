"""The statement on top of Data health, against accounts written by hand."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from dashboard.verdict import Level, Verdict, amount, verdict


def load(name: str = "a.csv", rejected: int = 0, unaccounted: int = 0) -> dict[str, Any]:
    return {
        "file_name": name,
        "status": "loaded",
        "rows_rejected": rejected,
        "rows_unaccounted": unaccounted,
    }


def money(not_in_core: str, rejected: str | None, **other: Any) -> dict[str, Any]:
    return {
        "file_name": "oci.csv",
        "currency": "USD",
        "measure": "billed",
        "amount_not_in_core": Decimal(not_in_core),
        "amount_rejected": None if rejected is None else Decimal(rejected),
    } | other


def judge(
    loads: list[dict[str, Any]],
    moneys: list[dict[str, Any]] | None = None,
    hours: float = 0,
    refused: int = 0,
    invoices: list[dict[str, Any]] | None = None,
) -> Verdict:
    exact = pl.Decimal(38, 18)
    return verdict(
        {"rows_rejected": sum(row["rows_rejected"] for row in loads), "refused_count": refused},
        pl.DataFrame(loads),
        pl.DataFrame(
            moneys or [],
            schema={
                "file_name": pl.String,
                "currency": pl.String,
                "measure": pl.String,
                "amount_not_in_core": exact,
                "amount_rejected": exact,
            },
        ),
        pl.DataFrame({"file_name": ["jobs.csv"], "card_hours_not_in_core": [float(hours)]}),
        pl.DataFrame(
            invoices or [],
            schema={
                "check_state": pl.String,
                "provider": pl.String,
                "invoice_id": pl.String,
                "currency": pl.String,
                "charge_amount": exact,
                "invoice_amount": exact,
                "difference": pl.Decimal(38, 2),
                "is_provisional": pl.Boolean,
            },
        ),
    )


def test_where_nothing_was_turned_away_everything_is_sound() -> None:
    found = judge([load(), load("b.csv")], [money("0", "0")])
    assert found == Verdict(Level.SOUND, "Every row of 2 files is accounted for", ())


def test_money_in_quarantine_is_named_with_its_file() -> None:
    # 100.00 read = 87.70 in core + 12.30 rejected.
    found = judge([load("oci.csv", rejected=1)], [money("12.30", "12.30")])
    assert found.level is Level.NOTED
    assert found.exceptions[0].startswith("**12.30 USD of oci\\.csv** are not in core")
    assert found.exceptions[1].startswith("**1 row of 1 file** rejected")


def test_money_that_is_nowhere_is_lost() -> None:
    # 12.30 are not in core, 2.30 of them in quarantine: 10.00 are gone.
    found = judge([load("oci.csv", rejected=1)], [money("12.30", "2.30")])
    assert found.level is Level.BROKEN
    assert "**10.00 USD of oci\\.csv** are neither in core nor in quarantine" in found.exceptions


def test_of_a_mended_load_only_what_landed_can_be_lost() -> None:
    assert judge([load()], [money("0", None)]).level is Level.SOUND
    assert judge([load()], [money("0.01", None)]).level is Level.BROKEN


def test_other_measures_than_the_billed_one_are_for_the_table() -> None:
    assert judge([load()], [money("5", "0", measure="list")]).level is Level.SOUND


def test_lost_rows_and_lost_card_hours_break_the_accounts() -> None:
    found = judge([load(unaccounted=3)], hours=2.5)
    assert found.level is Level.BROKEN
    assert found.headline == "The accounts of 1 file do not add up"
    assert [text.split("**")[1] for text in found.exceptions] == [
        "3 rows of a\\.csv",
        "2.5 card-hours of jobs\\.csv",
    ]


def test_a_refused_file_is_noted() -> None:
    found = judge([load()], refused=2)
    assert (found.level, len(found.exceptions)) == (Level.NOTED, 1)


def invoice(charges: str, billed: str, **other: Any) -> dict[str, Any]:
    difference = Decimal(charges) - Decimal(billed)
    return {
        "check_state": "differs" if difference else "agrees",
        "provider": "Yunlan",
        "invoice_id": "inv-1",
        "currency": "CNY",
        "charge_amount": Decimal(charges),
        "invoice_amount": Decimal(billed),
        "difference": difference,
        "is_provisional": False,
    } | other


def test_a_differing_invoice_is_named_in_the_headline_and_explained_below() -> None:
    found = judge([load(), load("b.csv")], invoices=[invoice("8.5", "10")])
    assert found.level is Level.NOTED
    assert found.headline == (
        "Every row of 2 files is accounted for; invoice inv\\-1 of Yunlan differs from its"
        " charges by 1.50 CNY"
    )
    assert found.exceptions == (
        "**Invoice inv\\-1 of Yunlan**: the charges come to 8.50 CNY, the invoice to 10.00 CNY,"
        " charges minus invoice −1.50 CNY",
    )


def test_of_several_differing_invoices_the_first_is_named() -> None:
    found = judge([load()], invoices=[invoice("8", "10"), invoice("9", "10", invoice_id="b")])
    assert "2 invoices differ from their charges, most of all inv\\-1 of Yunlan" in found.headline
    assert len(found.exceptions) == 2


@pytest.mark.parametrize(
    "other",
    [
        invoice("10", "10"),
        invoice("8", "10", is_provisional=True),  # it is not finished
        invoice("8", "10", check_state="no_charges", charge_amount=None, difference=None),
    ],
    ids=["agrees", "still open", "no charges"],
)
def test_other_invoices_leave_the_accounts_sound(other: dict[str, Any]) -> None:
    assert judge([load()], invoices=[other]).level is Level.SOUND


def test_what_is_lost_stands_above_what_an_invoice_says() -> None:
    found = judge([load(unaccounted=3)], invoices=[invoice("8", "10")])
    assert found.headline == "The accounts of 1 file do not add up"
    assert [text.split("**")[1] for text in found.exceptions] == [
        "3 rows of a\\.csv",
        "Invoice inv\\-1 of Yunlan",
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("12.3", "12.30 USD"),
        ("-12345.678", "−12,345.68 USD"),
        ("0.0004", "0.0004 USD"),
        ("0.00049", "0.0005 USD"),
        ("0", "0.00 USD"),
    ],
)
def test_money_is_said_with_as_many_places_as_it_takes_to_see_it(value: str, said: str) -> None:
    assert amount(Decimal(value), "USD") == said
