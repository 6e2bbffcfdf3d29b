"""Exports of every source that overlap, repeat and correct each other: rows and documents to draw.

A file is some of a source's versions of a row; two files with different ones overlap.
"""

from typing import Any

from tests.sound_files import SOUND_FILES, SOUND_ROWS

_APRIL = {"BillingPeriodStart": "2026-04-01 00:00:00", "BillingPeriodEnd": "2026-05-01 00:00:00"}
_CUR_APRIL = {
    "bill/BillingPeriodStartDate": "2026-04-01T00:00:00.000Z",
    "bill/BillingPeriodEndDate": "2026-05-01T00:00:00.000Z",
}
# What differs from the sound row: another key (stays beside it) or another value (corrects it).
CHANGES: dict[str, tuple[dict[str, str], ...]] = {
    "usage": (
        {"used_card_hours": "13"},
        {"start": "2026-03-02 09:00"},
        {"start": "2026-03-02 11:00", "capacity_cards": "72"},
        {"project": "search"},
        {"project": "search", "used_card_hours": "14", "capacity_cards": ""},
        {
            "start": "2026-03-03 00:00",
            "period": "day",
            "used_card_hours": "48",
            "capacity_cards": "",
        },
    ),
    "occupancy": (
        {"running_gpu_num": "13"},
        {"time": "2026-03-02 08:01:00", "total_gpu_num": "72"},
        {"time": "2026-03-02 10:00:00"},
    ),
    "gpu_jobs": (
        {"num_gpus": "8", "gpu_time": "14400"},
        {"timestamp": "2026-03-02 08:40:00", "cluster": "team-b"},
        {"timestamp": "2026-03-02 10:00:00", "duration": "7200", "gpu_time": "28800"},
    ),
    "job_log": (
        {"cards": "8"},
        {"state": "RUNNING", "ended_at": "", "duration_s": "1200"},
        {"job_id": "1002", "started_at": "", "ended_at": "", "duration_s": "", "state": "PENDING"},
        {"job_id": "1002", "project": "search"},
        {"job_id": "1003", "cards": "0.25", "submitted_at": ""},
    ),
    "slurm": (
        {"State": "RUNNING", "End": "Unknown", "Elapsed": "00:20:00"},
        {"State": "FAILED", "End": "2026-03-02T08:30:00", "Elapsed": "00:30:00"},
        {"JobID": "1002_[3-5]", "State": "PENDING", "Start": "Unknown", "End": "Unknown"}
        | {"Elapsed": "00:00:00", "AllocTRES": ""},
        {"JobID": "1002_3"},
        {"JobID": "1003", "Account": "vision"},
    ),
    "dcgm": (
        {"value": "50"},
        {"timestamp": "2026-03-02 08:01:00", "value": "91"},
        {"timestamp": "2026-03-02 08:01:00", "gpu": "1"},
        {"timestamp": "2026-03-02 09:00:00"},
    ),
    "opencost": (
        {'"gpuHours": 8': '"gpuHours": 4'},
        {"T00": "T02", "T01": "T03"},
        {"team-a": "team-b"},
    ),
    "request_rate": ({"0,2.5": "0,3.5"}, {"0,2.5": "600,1.5"}, {"0,2.5": "3600,9"}),
    "token_usage": (
        {"output_tokens": "5"},
        {"start": "2026-03-02 09:00"},
        {"start": "2026-03-02 23:30Z"},
        {"model": "deepseek-reasoner"},
        {"project": "search", "start": "2026-03-02 00:00", "period": "day"},
    ),
    "focus": (
        {"BilledCost": "11"},
        {"BilledCost": "-3", "ChargeCategory": "Credit"},
        {"BillingAccountId": "acc-2"},
        {"SkuId": "h200", "ChargePeriodStart": "2026-05-04 10:00:00"}
        | {"ChargePeriodEnd": "2026-05-04 11:00:00"},
        _APRIL,
        {"BillingCurrency": "USD"},
    ),
    "aws_cur": (
        {"lineItem/UnblendedCost": "11"},
        {"lineItem/UsageAccountId": "9"},
        _CUR_APRIL,
    ),
    "oci_cost_report": (
        {"cost/myCost": "11"},
        {"cost/myCost": "-11", "lineItem/isCorrection": "true"},
        {"lineItem/tenantId": "tenant-2"},
    ),
    "focus_commitment": (
        {"ContractCommitmentCost": "1300"},
        {"ContractCommitmentId": "sp-2"},
        {"ContractId": "contract-2"},
    ),
    "price_book": (
        {"price": "14"},
        {"offer_id": "h100-x"},
        {"valid_from": "2026-02-01"},
        {"valid_from": "2026-02-01", "price": "13", "valid_to": "2026-03-31"},
    ),
    "gcp_prices": (
        {"hour": "90", "month": "65700"},
        {"region": "europe-west4"},
        {"date": "2026-03-03", "month_1y": "64240"},
        {"instance_type": "a3-highgpu-4g", "accelerators": "h100-80gb:4"},
    ),
    "rental_quote": (
        {"note": "again", "grade": "B"},
        {"price": "74000"},
        {"observed_on": "2026-07-02"},
        {"market": "south market", "price": "912000"},
    ),
    "market_prices": ({"note": "[B research] again"}, {"price": "74000"}, {"date": "2026-07-03"}),
    "market_snapshot": (
        {'"max": 3': '"max": 4'},
        {"T08": "T09"},
        {"H100_80GB": "A100_80GB"},
    ),
    "token_prices": ({"0.27": "0.28"}, {'"id": "deepseek"': '"id": "other"'}, {"chat": "coder"}),
    "ecb_rates": ({"CNY": "7.9"}, {"Date": "2026-03-03"}, {"Date": "2026-03-04", "USD": "N/A"}),
    "contract": ({"servers": "4"}, {"commitment_id": "c-2"}, {"end_date": "2026-06-30"}),
    "savings_plan": (
        {"discount_ratio": "0.3"},
        {"commitment_id": "sp-2"},
        {"region": "", "chip": ""},
    ),
    "spend_agreement": (
        {"amount": "9000000"},
        {"agreement_id": "ag-2"},
        {"region": "", "chip": ""},
    ),
    "project": ({"team": "research"}, {"valid_from": "2026-04-01"}, {"project": "search"}),
    "budget": ({"amount": "1"}, {"month": "2026-04-01"}, {"scope": "train-a"}),
    "scenario": ({"change_ratio": "0.3"}, {"change": "another"}, {"scenario": "contraction"}),
    "campaign": ({"cards": "128"}, {"pool": "train-b"}, {"start_date": "2027-01-18"}),
    "decision": ({"units": "2"}, {"verdict": "rejected", "units": "0"}, {"decision_id": "other"}),
}


def versions(source: str) -> list[Any]:
    """The sound row and its versions; of a source without a table, whole documents."""
    changes = ({}, *CHANGES.get(source, ()))
    if source not in SOUND_FILES:
        return [SOUND_ROWS[source] | change for change in changes]
    texts = []
    for change in changes:
        text = SOUND_FILES[source]
        for old, new in change.items():
            text = text.replace(old, new)
        texts.append(text)
    return texts
