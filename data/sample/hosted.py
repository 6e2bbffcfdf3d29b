"""Hosted models: what their seller asks per million tokens, and what two projects used of them."""

import json
from datetime import timedelta

from data.sample.days import RECENT_DAYS, SAMPLE_LAST_DAY, TIME_ZONE
from data.sample.noise import make_generator
from data.sample.templates import Row

SELLER = "sample-models"
# Model and project, million input tokens on a working day, share from the cache, output per input.
_STREAMS = (
    ("sample-chat", "chat-assistant", 420.0, 0.55, 0.22),
    ("sample-chat", "customer-service", 90.0, 0.7, 0.15),
    ("sample-reasoner", "code-assistant", 60.0, 0.3, 0.8),
)
_WEEKEND = 0.6


def make_token_prices() -> str:
    """JSON in the form of genai-prices: two models, one dearer for long inputs."""
    tiers = {"base": 0.55, "tiers": [{"start": 128_000, "price": 1.1}]}
    models = [
        ("sample-chat", {"input_mtok": 0.28, "cache_read_mtok": 0.028, "output_mtok": 0.42}),
        ("sample-reasoner", {"input_mtok": tiers, "cache_read_mtok": 0.14, "output_mtok": 2.19}),
    ]
    seller = {
        "id": SELLER,
        "name": "Synthetic sample models",
        "pricing_urls": ["synthetic sample"],
        "api_pattern": "https://sample\\.invalid",
        "models": [
            {"id": model, "match": {"equals": model}, "prices": prices} for model, prices in models
        ],
    }
    return json.dumps([seller], indent=1) + "\n"


def make_token_usage(seed: int) -> list[Row]:
    """One row per day x model x project of the last 30 days, columns of the template."""
    rows: list[Row] = []
    for model, project, millions, cached, answered in _STREAMS:
        generator = make_generator(seed, f"tokens {model} {project}")
        noise = generator.normal(1, 0.08, RECENT_DAYS).clip(0.5, 1.5).tolist()
        for number, factor in enumerate(noise):
            day = SAMPLE_LAST_DAY - timedelta(days=RECENT_DAYS - 1 - number)
            sent = int(millions * 1e6 * factor * (_WEEKEND if day.weekday() >= 5 else 1))
            rows.append(
                {
                    "start": f"{day.isoformat()} 00:00",
                    "period": "day",
                    "provider": SELLER,
                    "model": model,
                    "project": project,
                    "input_tokens": sent,
                    "cached_input_tokens": int(sent * cached),
                    "output_tokens": int(sent * answered),
                    "time_zone": TIME_ZONE,
                }
            )
    return rows
