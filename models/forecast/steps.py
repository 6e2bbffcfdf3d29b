"""Counts the steps of a run for whoever watches."""

from collections.abc import Callable

from models.forecast.ensemble.backtesting import Progress


class Steps:
    """Steps done of all steps; phases add theirs before they begin, so that an ETA holds."""

    def __init__(self, tell: Callable[[int, int, str], None] | None) -> None:
        self._tell = tell
        self._done, self._total = 0, 0

    def expect(self, steps: int) -> None:
        """So many more are to be done."""
        self._total += steps

    def phase(self, steps: int) -> Progress:
        """A phase of so many steps more; gives what is told how many are done, and the last."""
        self.expect(steps)
        return self.planned(steps)

    def planned(self, _steps: int) -> Progress:
        """The same of steps that are expected already."""
        known = 0

        def report(done: int, series: str) -> None:
            nonlocal known
            self._done += done - known
            known = done
            self._say(series)

        return report

    def done_one(self, series: str, steps: int = 1) -> None:
        """One step more is done, or so many at once."""
        self._done += steps
        self._say(series)

    def _say(self, series: str) -> None:
        if self._tell:
            self._tell(self._done, self._total, series)
