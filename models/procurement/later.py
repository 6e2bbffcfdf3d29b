"""Later single months as they are needed, contracts that go on, and what is decided already."""

import numpy as np

from models.procurement.programme import Programme

_LEAST = 1e-9  # units, yuan: in so few scenarios nothing is taken


def add_as_needed(programme: Programme) -> None:
    """Beside what serves a block, single months in those scenarios in which they pay."""
    pools = {pool.pool_id: pool for pool in programme.problem.pools}
    discount = programme.problem.discount()[1:]
    assembly = programme.assembly
    for one in programme.problem.as_needed:
        months, blocks = np.nonzero(np.maximum(one.units, one.saved_cny) > _LEAST)
        columns = assembly.add_columns(-one.saved_cny[months, blocks] * discount[months])
        widths = pools[one.pool_id].curve.widths[blocks]
        rows = assembly.add_rows(-np.inf, widths, ["width"], len(columns))
        assembly.add_entries(rows, programme.served[one.pool_id][months, blocks], 1.0)
        assembly.add_entries(rows, columns, 1.0)
        programme.as_needed[one.pool_id] = columns, months, blocks


def add_extensions(programme: Programme) -> None:
    """Contracts go on with no more units than they have."""
    for one in programme.problem.extensions:
        rows = programme.assembly.add_rows(-np.inf, one.units, ["extension"], 1)
        for plan_id in sorted(one.plan_ids):
            bought = programme.bought[plan_id]
            programme.assembly.add_entries(rows, bought.columns, bought.unit)


def add_decided(programme: Programme) -> None:
    """This month's purchases, where they are known."""
    now = programme.problem.now
    if now is None:
        return
    assembly = programme.assembly
    for name, bought in programme.bought.items():
        first = bought.columns[bought.months == 0]
        units = now.get(name, 0.0) / bought.unit
        rows = assembly.add_rows(units, units, ["decided"], len(first))
        assembly.add_entries(rows, first, 1.0)
    for name, columns in programme.packs.items():
        units = now.get(name, 0.0)
        rows = assembly.add_rows(units, units, ["decided"], 1)
        assembly.add_entries(rows, columns[:1], 1.0)
