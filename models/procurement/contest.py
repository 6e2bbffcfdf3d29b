"""The proof: the model and every peer rule replayed over one history."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.procurement.hindsight import hindsight_cost
from models.procurement.ladder import Ladder
from models.procurement.peers.registry import PEERS
from models.procurement.policy import LadderPolicy
from models.procurement.replay import MakePolicy, Replayed, replay

Numbers = NDArray[np.float64]
MODEL = "model"
POLICIES: dict[str, MakePolicy] = {MODEL: LadderPolicy} | PEERS


def replay_all(
    demand: Numbers,
    ladder: Ladder,
    known_months: int = 0,
    names: Iterable[str] = tuple(POLICIES),
) -> dict[str, Replayed]:
    """Every policy over `demand` (months x hours), of which the first months are only known."""
    best = hindsight_cost(demand[known_months:], ladder)
    return {name: replay(POLICIES[name], demand, ladder, known_months, best) for name in names}


def better_peers(results: dict[str, Replayed]) -> list[str]:
    """Peer rules that would have cost less than the model, the cheapest first."""
    cheaper = [name for name, r in results.items() if r.cost_cny < results[MODEL].cost_cny]
    return sorted(cheaper, key=lambda name: results[name].cost_cny)
