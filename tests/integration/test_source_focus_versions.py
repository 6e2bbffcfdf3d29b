"""FOCUS bills that replace each other, and parts of one export that add up."""

import os
from decimal import Decimal
from itertools import permutations

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile
from tests.integration.billed import billed


def test_a_corrected_export_of_a_billing_period_replaces_it_whole_and_no_other(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    april = {
        "BillingPeriodStart": "2026-04-01 00:00:00",
        "BillingPeriodEnd": "2026-05-01 00:00:00",
    }
    other = {"BillingAccountId": "acc-2"}
    first = [row("focus"), row("focus", ServiceName="Disk"), row("focus", **april)]
    load(write_file("may.csv", [*first, row("focus", **other)]))
    assert billed(core) == Decimal(40)
    # The correction drops the disk: 11 in May, 10 in April and 10 of the other account stay.
    load(write_file("may-corrected.csv", [row("focus", BilledCost="11")]))
    assert billed(core) == Decimal(31)
    totals = core("FROM core_load_total WHERE measure = 'billed' ORDER BY amount_read DESC")
    assert [(t["amount_in_core"], t["amount_held"]) for t in totals] == [(40, 20), (11, 11)]


def test_parts_of_one_export_add_up_and_an_export_in_another_folder_replaces_them(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    parts = [
        write_file(f"run-a/part-0000{i}.csv", [row("focus", BilledCost=str(i), SkuId=f"s{i}")])
        for i in (1, 2, 3)
    ]
    load(*parts)
    assert billed(core) == Decimal(6)
    load(write_file("run-a/part-00003.csv", [row("focus", BilledCost="5", SkuId="s3")]))
    assert billed(core) == Decimal(8)  # 1 + 2 + 5: the part of the same name was replaced
    # Part 1 is the same to the byte in the second run, and yet belongs to it.
    again = [
        write_file("run-b/part-00001.csv", parts[0].read_bytes()),
        write_file("run-b/part-00002.csv", [row("focus", BilledCost="20", SkuId="s2")]),
    ]
    load(*again)
    assert billed(core) == Decimal(21)


def test_halves_of_a_bill_that_replace_each_other_are_warned_of_and_versions_are_not(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("team-a.csv", [row("focus", SkuId="a"), row("focus", SkuId="b")]))
    load(write_file("team-a-corrected.csv", [row("focus", SkuId="a", BilledCost="11")]))
    assert core("FROM core_load_warning") == []
    load(write_file("team-b.csv", [row("focus", SkuId="c")]))
    assert billed(core) == Decimal(10)
    warnings = core("FROM core_load_warning ORDER BY amount")
    assert [(w["warning"], w["source_row_count"], w["amount"]) for w in warnings] == [
        ("replaced_without_overlap", 1, Decimal(11)),
        ("replaced_without_overlap", 2, Decimal(20)),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_loading_decides_nothing(
    order: tuple[int, ...], load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    names = ("run-a/part-00001.csv", "run-a/part-00002.csv", "may-corrected.csv")
    paths = []
    for hour, name in enumerate(names):
        path = write_file(name, [row("focus", BilledCost=str(hour + 1))])
        os.utime(path, (1_780_000_000 + hour * 3600,) * 2)
        paths.append(path)
    for index in order:
        load(paths[index])
    assert billed(core) == Decimal(3)  # the one saved last, whichever came first


def test_increments_add_up_where_their_delivery_is_named(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    for day in ("01", "02"):
        load(
            write_file(f"{day}/report.{day}.csv", [row("focus", SkuId=day)]),
            defaults={"delivery": "daily"},
        )
    assert billed(core) == Decimal(20)
