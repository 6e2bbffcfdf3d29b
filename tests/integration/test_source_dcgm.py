"""Card utilisation from Prometheus: means over cards that were seen, and what was not scraped."""

import json
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.fixture_types import Core, Load, WriteFile

EIGHT = 1_772_438_400  # 2026-03-02 08:00 UTC
ALL = "FROM core_utilisation_hourly ORDER BY ALL"


def series(card: str, samples: dict[float, str], **labels: str) -> dict[str, Any]:
    """One card's samples, by seconds after 08:00."""
    metric = {
        "__name__": "DCGM_FI_DEV_GPU_UTIL",
        "Hostname": "gpu-01",
        "UUID": f"GPU-{card}",
        "device": f"nvidia{card}",
        "gpu": card,
        "instance": "10.0.0.7:9400",
        "job": "dcgm-exporter",
        "modelName": "NVIDIA A100-SXM4-80GB",
    }
    values = [[EIGHT + second, value] for second, value in samples.items()]
    return {"metric": metric | labels, "values": values}


def answer(*result: dict[str, Any], **changes: Any) -> str:
    data = {"resultType": "matrix", "result": list(result)}
    return json.dumps({"status": "success", "data": data} | changes)


def every(step: int, until: int, value: str) -> dict[float, str]:
    return dict.fromkeys(range(0, until, step), value)


def test_an_hour_is_the_mean_of_the_cards_means(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    # Card 0: 100, 50, 0 at 10-minute steps: 50. Card 1: 20 once. (50 + 20) / 2 = 35 %.
    first = series("0", {0: "100", 600: "50", 1200: "0"})
    [outcome] = load(write_file("train-a.json", answer(first, series("1", {0: "20"}))))
    assert (outcome.record.source, outcome.record.rows_loaded) == ("dcgm", 4)
    [hour] = core(ALL)
    assert hour["utilisation_ratio"] == pytest.approx(0.35)
    assert (hour["pool"], hour["chip"]) == ("train-a", "A100 SXM4 80G")
    # The export covers 08:00 to 08:20: three scrapes of two cards, four of six are there.
    assert (hour["cards_seen"], hour["cards_known"]) == (2, 2)
    assert (hour["sample_count"], hour["expected_sample_count"]) == (4, 6)
    assert hour["covered_ratio"] == 0.5  # 3 steps of 10 minutes


def test_an_hour_without_scrapes_is_missing_and_not_idle(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    # Scrapes every minute at 08 and 10; at 09 the exporter was down.
    samples = every(60, 3600, "80") | {7200 + s: "40" for s in range(0, 3600, 60)}
    load(write_file("a.json", answer(series("0", samples))))
    found = [
        (r["utilisation_ratio"], r["sample_count"], r["expected_sample_count"]) for r in core(ALL)
    ]
    assert found == [(0.8, 60, 60), (None, 0, 60), (pytest.approx(0.4), 60, 60)]


def test_idle_cards_are_zero(load: Load, core: Core, write_file: WriteFile) -> None:
    load(write_file("a.json", answer(series("0", every(60, 3600, "0")))))
    assert [r["utilisation_ratio"] for r in core(ALL)] == [0.0]


def test_chips_of_one_pool_are_kept_apart(load: Load, core: Core, write_file: WriteFile) -> None:
    text = answer(
        series("0", every(60, 3600, "90")),
        series("1", every(60, 1800, "10"), modelName="Tesla V100-SXM2-32GB"),
    )
    load(write_file("a.json", text))
    found = [(r["chip"], r["sample_count"], r["expected_sample_count"]) for r in core(ALL)]
    assert found == [("A100 SXM4 80G", 60, 60), ("V100-SXM2-32GB", 30, 60)]


def test_csv_with_unix_times_milliseconds_or_local_times_reads_alike(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    head = "timestamp,gpu,Hostname,modelName,value\n"
    times = (f"{EIGHT}", f"{EIGHT}000", f"{EIGHT}.0", "2026-03-02 16:00:00", "2026-03-02T08:00:00Z")
    rows = [f"{at},{gpu},gpu-01,NVIDIA H100,50\n" for gpu, at in enumerate(times)]
    load(write_file("a.csv", head + "".join(rows)))  # the setting is Shanghai: 16:00 is 08:00 UTC
    [hour] = core(ALL)
    assert f"{hour['hour_utc']:%H:%M}" == "08:00"
    assert (hour["cards_seen"], hour["chip"]) == (5, "H100")
    assert hour["expected_sample_count"] is None  # one scrape a card tells no step


def test_a_chip_and_a_pool_given_with_set_hold(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    text = answer(series("0", {0: "50"}))
    load(write_file("a.json", text), defaults={"chip": "A100", "pool": "train-a"})
    assert [(r["pool"], r["chip"]) for r in core(ALL)] == [("train-a", "A100")]


def test_one_card_under_two_pods_at_once_is_one_sample(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    two = (series("0", {0: "50", 60: "50"}, pod=pod) for pod in ("a", "b"))
    [outcome] = load(write_file("a.json", answer(*two)))
    assert (outcome.record.rows_loaded, outcome.record.rows_duplicate) == (2, 2)


def test_the_first_scrape_of_the_next_day_does_not_replace_that_day(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    # The later load ends with one scrape at 09:00; the earlier one has that hour whole.
    whole = {3600 + s: "80" for s in range(0, 3600, 60)}
    load(write_file("v2/a.json", answer(series("0", whole))))
    load(write_file("v1/a.json", answer(series("0", every(60, 3601, "20")))))
    assert [r["utilisation_ratio"] for r in core(ALL)] == pytest.approx([0.2, 0.8])


def test_a_corrected_export_of_the_same_hour_holds(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    for version, value in enumerate(("20", "60")):
        load(write_file(f"v{version}/a.json", answer(series("0", every(60, 3600, value)))))
    assert [r["utilisation_ratio"] for r in core(ALL)] == pytest.approx([0.6])


FAULTS = {
    "not a number": ("NaN", "utilisation_percent", "of at least 0 of at most 100"),
    "more than all": ("101", "utilisation_percent", "of at least 0 of at most 100"),
    "a word": ("busy", "utilisation_percent", "expected a number"),
}


@pytest.mark.parametrize(("value", "column", "reason"), FAULTS.values(), ids=FAULTS)
def test_values_that_cannot_be_right_are_rejected(
    value: str, column: str, reason: str, load: Load, core: Core, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("a.json", answer(series("0", {0: "50", 60: value, 120: "7"}))))
    assert (outcome.record.rows_loaded, outcome.record.rows_rejected) == (2, 1)
    [fault] = core("FROM core_rejected_row")
    assert (fault["line_number"], fault["column"], fault["value"]) == (2, column, value)
    assert reason in fault["reason"]


def test_another_metric_and_a_broken_sample_are_rejected(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    other = series("0", {60: "7"}, __name__="DCGM_FI_DEV_MEM_COPY_UTIL")
    broken = series("1", {}) | {"values": [[EIGHT], [EIGHT, "5"]]}
    [outcome] = load(write_file("a.json", answer(other, broken)))
    assert (outcome.record.rows_read, outcome.record.rows_loaded) == (3, 1)
    faults = core("SELECT line_number, reason FROM core_rejected_row ORDER BY line_number")
    assert [f["line_number"] for f in faults] == [1, 2]
    assert "DCGM_FI_DEV_GPU_UTIL" in faults[0]["reason"]


REFUSED = {
    "an error": (answer(status="error", error="query timed out"), "'query timed out'"),
    "an instant": (answer(data={"resultType": "vector", "result": []}), "type vector"),
    "no series": (answer(), "The file has no rows"),
    "cut off": (answer(series("0", {0: "5"}))[:-9], "no whole JSON"),
    "a key twice": ('{"status": "success", "status": "success", "data": {}}', "twice"),
    "a ratio": (answer(series("0", {0: "0.5", 60: "1"})), "a ratio, where a percentage"),
    "an average over cards": (
        answer({"metric": {"job": "dcgm"}, "values": [[EIGHT, "5"]]}),
        "neither UUID nor Hostname and gpu",
    ),
    "labels of nothing": (answer({"metric": [], "values": []}), "without `metric` and `values`"),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_answers_that_are_no_range_of_cards_are_refused(
    text: str, reason: str, load: Load, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("a.json", text))
    assert outcome.record.status == "refused"
    assert reason in outcome.record.reason


SCRAPES = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 29)),  # card, scrape of every 10 minutes
    st.integers(0, 100),
    min_size=1,
    max_size=40,
)


@given(scrapes=SCRAPES)
@settings(max_examples=25)
def test_every_sample_is_counted_once_and_means_stay_within_their_samples(
    scrapes: dict[tuple[int, int], int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cards = {card for card, _ in scrapes}
    text = answer(
        *(
            series(str(c), {at * 600: str(v) for (card, at), v in scrapes.items() if card == c})
            for c in cards
        )
    )
    folder = tmp_path_factory.mktemp("law")
    (folder / "a.json").write_text(text)
    load_files(Workspace(folder / "w"), [folder / "a.json"], LoadOptions("UTC"))
    with duckdb.connect() as connection:
        build_core(connection, Workspace(folder / "w"))
        found = connection.sql(ALL).pl().to_dicts()
    assert sum(r["sample_count"] for r in found) == len(scrapes)
    assert {r["cards_known"] for r in found} == {len(cards)}
    for hour in found:
        own = [v for (_, at), v in scrapes.items() if at // 6 == hour["hour_utc"].hour - 8]
        assert (hour["utilisation_ratio"] is None) == (not own)
        if own:
            assert min(own) - 1e-9 <= hour["utilisation_ratio"] * 100 <= max(own) + 1e-9
