"""How good a forecast was: scaled errors, quantile loss, coverage; ratios as geometric means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.quantiles import path_quantiles

PROBABILITIES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MEDIAN = PROBABILITIES.index(0.5)


@dataclass(frozen=True)
class Score:
    """One forecast of one series from one cut-off.

    `mase` is the median's mean absolute error in parts of the history's own seasonal naive;
    `absolute_error` and `pinball` are sums over the measured steps ahead (`pinball` the mean over
    the quantiles, twice), `actual` the sum of what came; `within` the steps inside a band, of
    `steps`; `known_steps` the length of the history.
    """

    series: str
    mase: float
    absolute_error: float
    pinball: float
    actual: float
    within_80: int
    within_95: int
    steps: int
    known_steps: int = 0


def score(series: str, paths: Floats, known: Floats, actual: Floats, season: int) -> Score:
    """Score paths of shape (paths, steps) against what came; NaN there is passed over."""
    measured = ~np.isnan(actual)
    quantiles = path_quantiles(np.clip(paths[:, measured], 0.0, None), PROBABILITIES)
    came = actual[measured]
    missed = came - quantiles
    loss = np.maximum(np.array(PROBABILITIES)[:, np.newaxis] * missed, missed * 0)
    loss = np.maximum(loss, (np.array(PROBABILITIES)[:, np.newaxis] - 1) * missed)
    error = np.abs(missed[MEDIAN])
    return Score(
        series=series,
        mase=float(error.mean()) / seasonal_scale(known, season),
        absolute_error=float(error.sum()),
        pinball=2 * float(loss.mean(axis=0).sum()),
        actual=float(np.abs(came).sum()),
        within_80=int(((quantiles[1] <= came) & (came <= quantiles[-2])).sum()),
        within_95=int(((quantiles[0] <= came) & (came <= quantiles[-1])).sum()),
        steps=len(came),
        known_steps=len(known),
    )


def seasonal_scale(known: Floats, season: int) -> float:
    """Mean absolute error of the seasonal naive one season ahead, within the history.

    Of a history that came again to the bit its mean, or 1 where that is nothing: methods are
    compared in parts of the same, and an error in parts of nothing is none.
    """
    missed = float(np.nanmean(np.abs(known[season:] - known[:-season])))
    return missed or float(np.nanmean(np.abs(known))) or 1.0


@dataclass(frozen=True)
class Summary:
    """One method on one set; ratios are geometric means over series of sums over cut-offs."""

    method: str
    mase: float
    mase_to_seasonal: float
    wape_to_week: float
    quantile_loss_to_seasonal: float
    coverage_80: float
    coverage_95: float
    share_worse: float
    ratios_to_week: tuple[float, ...]

    def line(self) -> str:
        return (
            f"  {self.method:22} MASE {self.mase:6.3f}  to seasonal {self.mase_to_seasonal:5.3f}"
            f"  WAPE to week mean {self.wape_to_week:5.3f}"
            f"  WQL to seasonal {self.quantile_loss_to_seasonal:5.3f}"
            f"  80% {self.coverage_80:5.1%}  95% {self.coverage_95:5.1%}"
            f"  worse {self.share_worse:4.0%}"
        )


@dataclass(frozen=True)
class Baselines:
    """Methods that others are compared with, all scored on the same cases.

    `seasonal` and `week` are the bare naive answers; a quantile loss needs a method with a band,
    `seasonal_with_band`.
    """

    seasonal: str
    week: str
    seasonal_with_band: str


def summarise(method: str, scores: Mapping[str, Sequence[Score]], baselines: Baselines) -> Summary:
    """`scores` by method, in the same order of cases."""
    own = scores[method]
    to_seasonal = _ratios(own, scores[baselines.seasonal], "mase")
    to_week = _ratios(own, scores[baselines.week], "absolute_error")
    with_band = scores[baselines.seasonal_with_band]
    steps = sum(score.steps for score in own)
    return Summary(
        method=method,
        mase=float(np.mean([score.mase for score in own])),
        mase_to_seasonal=_geometric(to_seasonal),
        wape_to_week=_geometric(to_week),
        quantile_loss_to_seasonal=_geometric(_ratios(own, with_band, "pinball")),
        coverage_80=sum(score.within_80 for score in own) / steps,
        coverage_95=sum(score.within_95 for score in own) / steps,
        share_worse=float(np.mean(to_seasonal > 1)),
        ratios_to_week=(*to_week.tolist(),),
    )


def _ratios(own: Sequence[Score], other: Sequence[Score], measure: str) -> Floats:
    """By series; one whose both sums are zero counts as 1."""
    names = sorted({score.series for score in own})
    ours, theirs = (
        np.array(
            [
                sum(getattr(score, measure) for score in scores if score.series == name)
                for name in names
            ]
        )
        for scores in (own, other)
    )
    tiny = 1e-12 * (ours.max() + theirs.max())
    return np.asarray((ours + tiny) / (theirs + tiny))


def _geometric(ratios: Floats) -> float:
    return float(np.exp(np.log(ratios).mean()))
