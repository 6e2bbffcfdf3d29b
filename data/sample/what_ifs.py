"""What is planned and has no history: a training run, and what-ifs for the forecast."""

from data.sample.pools import find_pool
from data.sample.templates import Row

_SOURCE = "synthetic sample"
_NOTHING = dict.fromkeys(
    (
        *("provider", "region", "pool", "chip", "like", "currency"),
        *("start_date", "ramp_days", "change_ratio"),
    ),
    "",
)


def make_campaigns() -> list[Row]:
    """The next foundation model's run, in two phases; columns of the campaign template."""
    pool = find_pool("train-h100")
    phases = (("2027-01-04", "2027-01-17", "64"), ("2027-01-18", "2027-03-28", "96"))
    return [
        {
            "campaign": "foundation-model-3",
            "provider": pool.provider,
            "region": pool.region,
            "pool": pool.name,
            "chip": pool.chip,
            "start_date": first_day,
            "end_date": last_day,
            "cards": cards,
            "source": _SOURCE,
        }
        for first_day, last_day, cards in phases
    ]


def make_scenarios() -> list[Row]:
    """Two what-ifs of several changes each, columns of the scenario template."""
    chat = find_pool("serve-h20")
    training = find_pool("train-h100")
    return [
        _row(
            "expansion in the new year",
            "the chat assistant grows by a third",
            "growth",
            provider=chat.provider,
            pool=chat.name,
            start_date="2027-01-01",
            ramp_days="30",
            change_ratio="0.333",
        ),
        _row(
            "expansion in the new year",
            "an assistant for lawyers, half the size of the first",
            "new_project",
            provider=chat.provider,
            pool=chat.name,
            like="chat-assistant",
            start_date="2027-01-15",
            ramp_days="14",
            change_ratio="0.5",
        ),
        _row("expansion in the new year", "the planned training run", "campaigns"),
        _row(
            "better kernels",
            "an eighth more work from each card-hour",
            "utilisation_gain",
            chip=training.chip,
            start_date="2026-12-15",
            change_ratio="0.125",
        ),
        _row(
            "better kernels",
            "the seller answers with a lower price",
            "price_step",
            provider=training.provider,
            chip=training.chip,
            start_date="2027-01-01",
            change_ratio="-0.1",
        ),
    ]


def _row(scenario: str, change: str, kind: str, **given: str) -> Row:
    named = {"scenario": scenario, "change": change, "kind": kind, "source": _SOURCE}
    return {**_NOTHING, **named, **given}
