"""The contract of every table: types, units, ranges, keys, closed sets; declared once, here.

`core_*` tables hold what was observed, `out_*` tables what was computed from it.
Each class is a dataframely schema; its docstring is the grain.
"""

import dataframely as dy

from data.tables.computed import (
    OutBreakEven,
    OutCostDaily,
    OutFinding,
    OutForecast,
    OutPlanCost,
    OutPoolHourly,
    OutUsageDaily,
)
from data.tables.market import CoreChip, CoreFxRate, CorePrice, CoreRentalQuote
from data.tables.plans import CoreBudget, CoreCommitment
from data.tables.provenance import CoreLoad, CoreRejectedRow
from data.tables.usage import CoreCapacityHourly, CoreUsageHourly

CORE_TABLES: dict[str, type[dy.Schema]] = {
    "core_usage_hourly": CoreUsageHourly,
    "core_capacity_hourly": CoreCapacityHourly,
    "core_price": CorePrice,
    "core_rental_quote": CoreRentalQuote,
    "core_fx_rate": CoreFxRate,
    "core_chip": CoreChip,
    "core_commitment": CoreCommitment,
    "core_budget": CoreBudget,
    "core_load": CoreLoad,
    "core_rejected_row": CoreRejectedRow,
}
OUT_TABLES: dict[str, type[dy.Schema]] = {
    "out_pool_hourly": OutPoolHourly,
    "out_usage_daily": OutUsageDaily,
    "out_cost_daily": OutCostDaily,
    "out_forecast": OutForecast,
    "out_plan_cost": OutPlanCost,
    "out_break_even": OutBreakEven,
    "out_finding": OutFinding,
}
TABLES = CORE_TABLES | OUT_TABLES
