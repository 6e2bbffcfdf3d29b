"""Sound content of every kind of file, for tests that change what they are about."""

from typing import Any

from tests.sound_bills import SOUND_BILLS
from tests.sound_plans import SOUND_PLANS

# One sound row of every kind of file, in the file's own columns; a test changes what it is about.
SOUND_ROWS = {
    "usage": {
        "start": "2026-03-02 08:00",
        "period": "hour",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "project": "chat",
        "workload_class": "training",
        "used_card_hours": "12",
        "useful_card_hours": "11",
        "queued_card_hours": "3",
        "capacity_cards": "64",
        "time_zone": "",
    },
    "occupancy": {
        "time": "2026-03-02 08:00:00",
        "running_gpu_num": "12",
        "pending_gpu_num": "3",
        "total_gpu_num": "64",
    },
    "gpu_jobs": {
        "timestamp": "2026-03-02 08:00:00",
        "duration": "1800",
        "num_gpus": "4",
        "gpu_time": "7200",
        "cluster": "team-a",
    },
    "job_log": {
        "job_id": "1001",
        "submitted_at": "2026-03-02 08:00:00",
        "started_at": "2026-03-02 08:00:00",
        "ended_at": "2026-03-02 09:00:00",
        "duration_s": "3600",
        "cards": "4",
        "state": "COMPLETED",
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "project": "chat",
        "workload_class": "training",
        "time_zone": "",
    },
    "slurm": {
        "JobID": "1001",
        "User": "u1",
        "Account": "nlp",
        "Partition": "gpu",
        "State": "COMPLETED",
        "Submit": "2026-03-02T08:00:00",
        "Start": "2026-03-02T08:00:00",
        "End": "2026-03-02T09:00:00",
        "Elapsed": "01:00:00",
        "AllocTRES": "billing=64,cpu=64,gres/gpu:a100=4,gres/gpu=4,mem=512G,node=1",
        "ReqTRES": "billing=64,cpu=64,gres/gpu=4,mem=512G,node=1",
    },
    "dcgm": {
        "timestamp": "2026-03-02 08:00:00",
        "gpu": "0",
        "Hostname": "gpu-01",
        "modelName": "NVIDIA A100-SXM4-80GB",
        "value": "87",
    },
    "price_book": {
        "offer_id": "h100-od",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "provider": "yunlan",
        "region": "cn-north",
        "chip": "H100",
        "cards": "1",
        "billing_mode": "on_demand",
        "term_months": "0",
        "price": "15.50",
        "currency": "CNY",
        "unit": "card_hour",
        "tax_included": "true",
        "tax_rate": "0.06",
        "power_included": "true",
        "network_included": "",
        "cabinet_included": "",
        "source": "price list of January",
        "list_price": "",
        "pay_ratio": "",
    },
    "gcp_prices": {
        "date": "2026-03-02",
        "instance_type": "a3-highgpu-8g",
        "accelerators": "h100-80gb:8",
        "region": "us-central1",
        "hour": "88",
        "hour_spot": "44",
        "month": "64240",
        "month_1y": "44000",
        "month_3y": "28000",
    },
    "token_usage": {
        "start": "2026-03-02 08:00",
        "period": "hour",
        "provider": "deepseek",
        "model": "deepseek-chat",
        "project": "assistant",
        "input_tokens": "1200000",
        "cached_input_tokens": "400000",
        "output_tokens": "300000",
        "time_zone": "",
    },
    "rental_quote": {
        "observed_on": "2026-07-01",
        "market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": "8",
        "billing_mode": "monthly",
        "term_months": "12",
        "price": "76000",
        "currency": "CNY",
        "unit": "server_month",
        "tax_included": "true",
        "power_included": "true",
        "network_included": "",
        "cabinet_included": "",
        "grade": "C",
        "source": "news of July",
        "note": "",
        "list_price": "",
        "pay_ratio": "",
    },
    "market_prices": {
        "date": "2026-07",
        "provider_or_market": "north market",
        "region": "CN",
        "chip": "H100",
        "cards": "8",
        "billing_mode": "bare_metal_monthly",
        "term_months": "12",
        "price": "76000",
        "currency": "CNY",
        "unit": "server_month",
        "source": "news of July",
        "note": "[C media] a server",
    },
    "epoch_chips": {
        "Hardware name": "NVIDIA H100 SXM5 80GB",
        "Manufacturer": "NVIDIA",
        "Notes": "",
        "Release date": "2022-09-21",
        "Tensor-FP16/BF16 performance (FLOP/s)": "989400000000000",
        "Memory (bytes)": "80000000000",
        "Memory bandwidth (byte/s)": "3350000000000",
        "TDP (W)": "700.0",
        "FP16 (half precision) performance (FLOP/s)": "133800000000000",
    },
    "ecb_rates": {"Date": "2026-03-02", "USD": "1.25", "JPY": "160", "CNY": "8.00"},
    **SOUND_BILLS,
    **SOUND_PLANS,
}

# Files that are no table with a header line; in SOUND_ROWS stand the keys they are recognised by.
SOUND_FILES = {
    "token_prices": """[{"id": "deepseek", "name": "DeepSeek", "pricing_urls": ["https://prices"],
        "api_pattern": "https://api", "models": [
            {"id": "deepseek-chat", "match": {"equals": "deepseek-chat"},
             "prices": {"input_mtok": 0.27}}]}]""",
    "market_snapshot": """{"timestamp": "2026-03-02T08:00:00+00:00", "gpu_type": "H100_80GB",
        "socket_type": "SXM5", "price_stats": {"min": 1, "p10": 1, "p25": 1.5, "median": 2,
        "p75": 2.5, "p90": 3, "max": 3, "mean": 2}, "availability": {"total": 2},
        "by_provider": {"nebius": {"count": 2, "min": 1, "avg": 2}}, "by_config":
        {"8x": {"count": 2, "min_per_gpu": 1, "avg_per_gpu": 2}}}""".replace("\n", ""),
    "opencost": """{"code": 200, "data": [{"team-a": {"name": "team-a", "properties":
        {"cluster": "k8s-1", "namespace": "team-a"}, "window": {"start": "2026-03-02T00:00:00Z",
        "end": "2026-03-02T01:00:00Z"}, "gpuHours": 8, "gpuCost": 16.5}}]}""",
    "request_rate": "0,2.5,1.1,Gamma,0.5,0.8\n",
}
SOUND_ROWS["opencost"] = dict.fromkeys(("code", "data"), "")
SOUND_ROWS["token_prices"] = dict.fromkeys(
    ("id", "name", "pricing_urls", "api_pattern", "models"), ""
)
SOUND_ROWS["market_snapshot"] = dict.fromkeys(
    (
        *("timestamp", "gpu_type", "socket_type", "price_stats", "availability"),
        *("by_provider", "by_config"),
    ),
    "",
)
SOUND_ROWS["request_rate"] = dict.fromkeys(
    ("time_s", "rate_per_s", "cv", "distribution", "parameter_1", "parameter_2"), ""
)
# How a file is loaded whose content does not tell what it is.
LOADED_WITH: dict[str, dict[str, Any]] = {
    "request_rate": {"source_name": "request_rate", "defaults": {"start": "2026-03-02"}},
}
