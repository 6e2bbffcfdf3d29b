"""What bills say of payment, and bills without effective cost, end alike both ways."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.both_ways import FORMS, check_both_ways, outcome
from tests.conftest import rows_to_csv
from tests.sound_files import SOUND_ROWS

WAYS = pytest.mark.parametrize("direct", [False, True], ids=["by the door", "directly"])
PAID_COLUMNS = (
    "x_VoucherAmount",
    "VoucherAmount",
    "x_IncentivePayAmount",
    "x_CashPayAmount",
    "storedcard_amount",
)
CELLS = ("", "-", "0.1", "40", " 7 ", "1,5", "4.7E-7", "NULL", "n/a", "\u3000", "１", "1e-20")
CELLS += ("-3", "+2.", ".5", ".", "1234567890123456789", "0.1234567890123456789", "NaN")
ROWS = st.integers(1, len(PAID_COLUMNS)).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.sampled_from(CELLS)] * width), min_size=1, max_size=24
    ).flatmap(
        lambda cells: st.permutations(PAID_COLUMNS).map(
            lambda names: [dict(zip(names, row, strict=False)) for row in cells]
        )
    )
)


@pytest.mark.parametrize("form", FORMS)
@given(paid=ROWS)
@settings(max_examples=12)
def test_what_a_line_says_of_payment_is_the_same_both_ways(
    form: str, paid: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [SOUND_ROWS["focus"] | cells for cells in paid]
    check_both_ways(tmp_path_factory.mktemp("both"), rows, form)


@WAYS
def test_binary_fractions_of_payment_add_up_exactly(direct: bool, tmp_path: Path) -> None:
    path = tmp_path / "bill.parquet"
    lines = pl.DataFrame([SOUND_ROWS["focus"]] * 2)
    lines.with_columns(
        x_VoucherAmount=pl.Series([0.1, 0.2]),
        x_IncentivePayAmount=pl.Series([None, 1e-7]),
        x_CashPayAmount=pl.Series([Decimal("9.5"), Decimal("8.25")]),
    ).write_parquet(path)
    _, tables = outcome(tmp_path / "home", path, direct=direct)
    [charge] = tables["core_charge_daily"]
    # 0.1 + 0.2 + 0.0000001; 9.5 + 8.25
    assert charge["voucher_amount"] == Decimal("0.3000001")
    assert charge["balance_amount"] == Decimal("17.75")


def of_tencent(path: Path) -> Path:
    """Four lines: the first two alike and without effective cost, the third alone with one."""
    costs = [("10", "", "h20"), ("5.25", "NULL", "h20"), ("4", "3", "h800"), ("1O", "", "h20")]
    rows = [
        SOUND_ROWS["focus"]
        | {"BilledCost": billed, "EffectiveCost": effective, "SkuId": sku}
        | {"ListCost": "20", "ContractedCost": "15"}
        for billed, effective, sku in costs
    ]
    path.write_text(rows_to_csv(rows), "utf-8")
    return path


@WAYS
def test_a_bill_without_effective_cost_is_accepted_and_has_none(
    direct: bool, tmp_path: Path
) -> None:
    path = of_tencent(tmp_path / "bill.csv")
    record, tables = outcome(tmp_path / "home", path, direct=direct)
    assert bool(record.kept_file) == direct
    assert (record.rows_loaded, record.rows_rejected) == (3, 1)
    charges = {c["sku_id"]: c for c in tables["core_charge_daily"]}
    assert charges["h20"]["billed_amount"] == Decimal("15.25")  # 10 + 5.25
    assert charges["h20"]["effective_amount"] is None
    assert charges["h800"]["effective_amount"] == 3
    totals = {t["measure"]: t for t in tables["core_load_total"]}
    billed, effective = totals["billed"], totals["effective"]
    assert (billed["amount_read"], billed["amount_in_core"]) == (Decimal("19.25"),) * 2
    assert (effective["amount_read"], effective["amount_in_core"]) == (3, 3)
    assert (effective["rows_read"], effective["rows_without_amount"]) == (4, 3)
    # The two lines billed 10 + 5.25; the third has all four amounts, and no ladder turned round.
    [warning] = tables["core_load_warning"]
    assert (warning["warning"], warning["source_row_count"]) == ("amount_missing", 2)
    assert warning["amount"] == Decimal("15.25")


@WAYS
def test_a_group_with_one_line_without_effective_cost_has_none(
    direct: bool, tmp_path: Path
) -> None:
    path = tmp_path / "bill.csv"
    rows = [SOUND_ROWS["focus"] | {"EffectiveCost": cost} for cost in ("8", "")]
    path.write_text(rows_to_csv(rows), "utf-8")
    _, tables = outcome(tmp_path / "home", path, direct=direct)
    [charge] = tables["core_charge_daily"]
    assert (charge["effective_amount"], charge["billed_amount"]) == (None, 20)
    [effective] = [t for t in tables["core_load_total"] if t["measure"] == "effective"]
    assert (effective["amount_landed"], effective["amount_in_core"]) == (8, 0)  # no sum, said so
    assert effective["rows_without_amount"] == 1


@WAYS
def test_an_effective_cost_that_is_no_number_is_still_rejected(
    direct: bool, tmp_path: Path
) -> None:
    path = tmp_path / "bill.csv"
    rows = [SOUND_ROWS["focus"] | {"EffectiveCost": cost} for cost in ("8", "8.O")]
    path.write_text(rows_to_csv(rows), "utf-8")
    record, tables = outcome(tmp_path / "home", path, direct=direct)
    assert record.rows_rejected == 1
    [rejected] = tables["core_rejected_row"]
    assert (rejected["line_number"], rejected["column"]) == (3, "EffectiveCost")


def test_a_file_with_a_column_of_ours_goes_through_the_door(tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_text(rows_to_csv([SOUND_ROWS["focus"] | {"voucher_paid": "4"}]), "utf-8")
    record, _ = outcome(tmp_path / "home", path, direct=True)
    assert not record.kept_file
