"""The proof: the model and every peer rule replayed over one history."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.procurement.hindsight import hindsight, hindsight_cost
from models.procurement.ladder import Ladder
from models.procurement.peers.registry import PEERS
from models.procurement.policy import LadderPolicy
from models.procurement.replay import Billed, MakePolicy, Purchase, Replayed, View, replay

Numbers = NDArray[np.float64]
MODEL = "model"
HINDSIGHT = "hindsight"
POLICIES: dict[str, MakePolicy] = {MODEL: LadderPolicy} | PEERS


def replay_all(
    demand: Numbers,
    ladder: Ladder,
    known_months: int = 0,
    names: Iterable[str] = tuple(POLICIES),
    billed: Billed | None = None,
    model: MakePolicy = LadderPolicy,
) -> dict[str, Replayed]:
    """Every policy over `demand` (months x hours), of which the first months are only known.

    `billed`: the months replayed as they are paid, where they are not all equally long. `model`:
    the one that is called so, with other settings.
    """
    policies = POLICIES | {MODEL: model}
    paid = billed or Billed.all_hours(demand[known_months:])
    best = hindsight_cost(paid.needs, ladder)
    return {
        name: replay(policies[name], demand, ladder, known_months, best, paid) for name in names
    }


def replay_hindsight(
    demand: Numbers, ladder: Ladder, known_months: int = 0, billed: Billed | None = None
) -> Replayed:
    """What one would have bought who knew every hour of the months replayed."""
    paid = billed or Billed.all_hours(demand[known_months:])
    bought = hindsight(paid.needs, ladder).bought

    def make() -> "Script":
        return Script(bought, ladder)

    return replay(make, demand, ladder, known_months, None, paid)


class Script:
    """Buys what is written: terms x months."""

    def __init__(self, bought: Numbers, ladder: Ladder) -> None:
        self._months = iter(bought.T)
        self._terms = [term.months for term in ladder.terms]

    def __call__(self, _view: View) -> Purchase:
        """The next month's units."""
        units = np.maximum(next(self._months), 0.0)
        return dict(zip(self._terms, units.tolist(), strict=True))


def better_peers(results: dict[str, Replayed]) -> list[str]:
    """Peer rules that would have cost less than the model, the cheapest first."""
    cheaper = [name for name, r in results.items() if r.cost_cny < results[MODEL].cost_cny]
    return sorted(cheaper, key=lambda name: results[name].cost_cny)
