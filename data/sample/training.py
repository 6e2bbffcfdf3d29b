"""Demand of training: campaigns with a start, a plateau and an end, trials between them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.days import Clock, Floats, day_start
from data.sample.serving import in_office_hours

_CARDS_PER_SERVER = 8
_RAMP_HOURS = 36
_HOURS_BETWEEN_FAILURES = 170


@dataclass(frozen=True)
class Campaign:
    """One known training run, from the first to the last day, on so many cards."""

    first_day: date
    last_day: date
    cards: int


@dataclass(frozen=True)
class Training:
    """Campaigns, and small trials in office hours at all times."""

    trial_cards: float
    campaigns: tuple[Campaign, ...] = ()

    def cards(self, clock: Clock, generator: np.random.Generator) -> Floats:
        """Cards asked for in every hour; campaigns in whole servers."""
        trials = in_office_hours(self.trial_cards, 0.1, spread=0.5).cards(clock, generator)
        asked = np.round(trials)
        for campaign in self.campaigns:
            _add(asked, campaign, generator)
        return asked


def _add(asked: Floats, campaign: Campaign, generator: np.random.Generator) -> None:
    start, end = day_start(campaign.first_day), day_start(campaign.last_day) + 24
    length = min(end, asked.size) - max(start, 0)
    ramp = np.minimum(1.0, 0.25 + np.arange(length) / _RAMP_HOURS)
    servers = np.round(ramp * campaign.cards / _CARDS_PER_SERVER)
    _fail(servers, generator)
    asked[max(start, 0) : max(start, 0) + length] += servers * _CARDS_PER_SERVER


def _fail(servers: Floats, generator: np.random.Generator) -> None:
    """Take servers away: a lost node for a day at most, now and then the whole run for hours."""
    for start in np.flatnonzero(generator.random(servers.size) < 1 / _HOURS_BETWEEN_FAILURES):
        if generator.random() < 0.25:
            servers[start : start + generator.integers(1, 4)] = 0
        else:
            stop = start + generator.integers(3, 20)
            servers[start:stop] = np.maximum(servers[start:stop] - 1, 0)
