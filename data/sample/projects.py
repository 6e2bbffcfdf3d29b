"""Who asks for cards where: 8 projects, each in some of the 6 pools."""

from dataclasses import dataclass
from datetime import date

from data.sample.days import local
from data.sample.serving import Launch, Serving, in_office_hours
from data.sample.training import Campaign, Training

LAUNCH = local(2026, 3, 26, 10)
_CHAT_LAUNCH = Launch(LAUNCH, factor=7.0, overshoot=0.45)


@dataclass(frozen=True)
class Stream:
    """One project's demand of one workload class on one pool."""

    pool: str
    project: str
    workload_class: str
    demand: Serving | Training


def _campaigns(*runs: tuple[date, date, int]) -> tuple[Campaign, ...]:
    return tuple(Campaign(*run) for run in runs)


FOUNDATION_ON_H100 = _campaigns(
    (date(2024, 12, 9), date(2025, 3, 16), 120),
    (date(2025, 4, 21), date(2025, 7, 13), 128),
    (date(2025, 9, 8), date(2025, 12, 14), 176),
    (date(2026, 3, 9), date(2026, 6, 21), 184),
    (date(2026, 9, 7), date(2026, 12, 13), 168),
)
_MULTIMODAL_ON_H100 = _campaigns(
    (date(2025, 1, 13), date(2025, 2, 23), 40),
    (date(2025, 6, 9), date(2025, 8, 24), 48),
    (date(2025, 11, 10), date(2026, 1, 25), 56),
    (date(2026, 5, 11), date(2026, 8, 2), 64),
    (date(2026, 10, 12), date(2026, 12, 6), 48),
)
_FOUNDATION_ON_910C = _campaigns(
    (date(2025, 5, 12), date(2025, 8, 17), 88),
    (date(2025, 11, 3), date(2026, 3, 1), 112),
    (date(2026, 4, 13), date(2026, 7, 5), 128),
    (date(2026, 8, 31), date(2026, 12, 20), 120),
)
_WEATHER_ON_910C = _campaigns(
    (date(2025, 1, 13), date(2025, 4, 27), 40),
    (date(2025, 9, 8), date(2025, 10, 26), 72),
    (date(2026, 2, 24), date(2026, 4, 26), 64),
    (date(2026, 7, 20), date(2026, 9, 20), 56),
)
_WEATHER_ON_A100 = _campaigns(
    (date(2025, 1, 6), date(2025, 3, 2), 32),
    (date(2025, 6, 16), date(2025, 8, 31), 48),
    (date(2026, 5, 25), date(2026, 8, 9), 56),
    (date(2026, 10, 19), date(2026, 12, 13), 24),
)

STREAMS = (
    Stream("train-h100", "foundation-model", "training", Training(3, FOUNDATION_ON_H100)),
    Stream("train-h100", "multimodal", "training", Training(4, _MULTIMODAL_ON_H100)),
    Stream("train-h100", "code-assistant", "fine_tuning", in_office_hours(13, 0.3)),
    Stream("train-h100", "research-lab", "other", in_office_hours(9, 0.1)),
    Stream("train-910c", "foundation-model", "training", Training(3, _FOUNDATION_ON_910C)),
    Stream("train-910c", "weather-model", "training", Training(4, _WEATHER_ON_910C)),
    Stream("train-910c", "customer-service", "fine_tuning", in_office_hours(12, 0.4)),
    Stream("train-910c", "research-lab", "other", in_office_hours(6, 0.2)),
    Stream(
        "serve-h20",
        "chat-assistant",
        "inference",
        Serving(6.5, 0.2, 0.15, weekend=1.06, festival=1.1, holiday=1.08, launch=_CHAT_LAUNCH),
    ),
    Stream(
        "serve-h20",
        "code-assistant",
        "inference",
        Serving(14, 0.35, 0.75, weekend=0.5, festival=0.3, holiday=0.4),
    ),
    Stream(
        "serve-h20",
        "search-ranking",
        "inference",
        Serving(19, 0.12, 0.3, weekend=0.96, festival=0.88, holiday=0.95),
    ),
    Stream(
        "serve-h20",
        "customer-service",
        "inference",
        Serving(8, 0.2, 0.6, weekend=0.7, festival=0.45, holiday=0.6),
    ),
    Stream(
        "serve-910b4",
        "customer-service",
        "inference",
        Serving(15, 0.18, 0.55, weekend=0.72, festival=0.45, holiday=0.6),
    ),
    Stream(
        "serve-910b4",
        "search-ranking",
        "inference",
        Serving(9, 0.1, 0.3, weekend=0.95, festival=0.88, holiday=0.95),
    ),
    Stream(
        "serve-910b4",
        "multimodal",
        "inference",
        Serving(4, 0.3, 0.4, weekend=0.85, festival=0.7, holiday=0.8),
    ),
    Stream("mixed-a100", "weather-model", "training", Training(3, _WEATHER_ON_A100)),
    Stream(
        "mixed-a100",
        "search-ranking",
        "inference",
        Serving(15, 0.15, 0.3, weekend=0.95, festival=0.88, holiday=0.95),
    ),
    Stream("mixed-a100", "code-assistant", "fine_tuning", in_office_hours(10, 0.2)),
    Stream("mixed-a100", "research-lab", "other", in_office_hours(6, 0.1)),
    Stream("studio-4090", "research-lab", "fine_tuning", in_office_hours(6, 0.1)),
    Stream("studio-4090", "multimodal", "inference", in_office_hours(2.5, 0.2)),
    Stream("studio-4090", "customer-service", "fine_tuning", in_office_hours(2.5, 0.1)),
    Stream("studio-4090", "weather-model", "other", in_office_hours(1, 0.1)),
)
