"""The contract of every table: types, units, ranges, keys, closed sets; declared once, here.

`core_*` tables hold what was observed, `out_*` tables what was computed from it.
Each class is a dataframely schema; its docstring is the grain.
"""

import dataframely as dy

from data.tables.allocation import OutCostAllocated
from data.tables.anomalies import (
    OutAnomaly,
    OutAnomalyPart,
    OutExpectedDaily,
    OutLevelShift,
)
from data.tables.basis import OutBasis
from data.tables.calendar import CoreCalendar
from data.tables.capacity import (
    OutCapacityAhead,
    OutCapacityGain,
    OutCapacityMovable,
    OutCapacityOrder,
    OutCapacityUse,
)
from data.tables.changes import OutCostMonth
from data.tables.charges import (
    CoreChargeDaily,
    CoreContractCommitment,
    CoreLoadTotal,
    CoreLoadWarning,
)
from data.tables.chips import CoreChipConflict, CoreChipFact, CoreChipName
from data.tables.computed import (
    OutBreakEven,
    OutCostDaily,
    OutFinding,
    OutForecast,
    OutPlanCost,
    OutPoolHourly,
    OutUsageDaily,
)
from data.tables.decisions import CoreDecision, OutDecisionOutcome
from data.tables.forecast_notes import OutForecastNote
from data.tables.forecasts import (
    OutBudgetRisk,
    OutCapacityRisk,
    OutForecastGap,
    OutForecastHistory,
    OutForecastHourly,
    OutForecastMonthPath,
    OutForecastPath,
    OutForecastScore,
)
from data.tables.hosted import CoreRequestHourly, CoreTokenPrice, CoreTokenUsageDaily
from data.tables.invoices import (
    CoreBillingPeriod,
    CoreExportPart,
    CoreInvoice,
    CoreInvoiceCheck,
    CoreInvoiceDetail,
)
from data.tables.ladder import (
    OutLadder,
    OutLadderChoice,
    OutLadderLimit,
    OutLadderMonth,
    OutLadderRejected,
    OutLadderSensitivity,
    OutLadderShared,
    OutLadderUnit,
    OutLadderWait,
)
from data.tables.left_out import CorePriceLeftOut
from data.tables.market import CoreChip, CoreFxRate, CorePrice, CoreRentalQuote
from data.tables.plans import (
    CoreBudget,
    CoreCampaign,
    CoreCommitment,
    CoreEvent,
    CoreSavingsPlan,
    CoreSpendAgreement,
)
from data.tables.provenance import CoreLoad, CoreNewestDay, CoreRejectedRow
from data.tables.quantities import CoreLoadQuantity
from data.tables.replay import OutReplay, OutReplayMonth
from data.tables.scenarios import CoreScenario, OutScenario, OutScenarioForecast
from data.tables.snapshots import CoreMarketSnapshot
from data.tables.supply import (
    OutSupplyCase,
    OutSupplyCustomer,
    OutSupplyMonth,
    OutSupplyPlan,
    OutSupplyPrice,
    OutSupplyReserve,
)
from data.tables.teams import CoreProject
from data.tables.unit_costs import OutTokenCostDaily, OutUnitCost
from data.tables.usage import CoreCapacityHourly, CoreJobLog, CoreUsageHourly
from data.tables.utilisation import CoreUtilisationHourly

CORE_TABLES: dict[str, type[dy.Schema]] = {
    "core_usage_hourly": CoreUsageHourly,
    "core_capacity_hourly": CoreCapacityHourly,
    "core_job_log": CoreJobLog,
    "core_utilisation_hourly": CoreUtilisationHourly,
    "core_price": CorePrice,
    "core_price_left_out": CorePriceLeftOut,
    "core_rental_quote": CoreRentalQuote,
    "core_market_snapshot": CoreMarketSnapshot,
    "core_token_usage_daily": CoreTokenUsageDaily,
    "core_token_price": CoreTokenPrice,
    "core_request_hourly": CoreRequestHourly,
    "core_fx_rate": CoreFxRate,
    "core_chip": CoreChip,
    "core_chip_fact": CoreChipFact,
    "core_chip_conflict": CoreChipConflict,
    "core_chip_name": CoreChipName,
    "core_calendar": CoreCalendar,
    "core_commitment": CoreCommitment,
    "core_savings_plan": CoreSavingsPlan,
    "core_spend_agreement": CoreSpendAgreement,
    "core_budget": CoreBudget,
    "core_campaign": CoreCampaign,
    "core_event": CoreEvent,
    "core_project": CoreProject,
    "core_scenario": CoreScenario,
    "core_decision": CoreDecision,
    "core_charge_daily": CoreChargeDaily,
    "core_contract_commitment": CoreContractCommitment,
    "core_billing_period": CoreBillingPeriod,
    "core_invoice_detail": CoreInvoiceDetail,
    "core_invoice": CoreInvoice,
    "core_invoice_check": CoreInvoiceCheck,
    "core_export_part": CoreExportPart,
    "core_load_total": CoreLoadTotal,
    "core_load_warning": CoreLoadWarning,
    "core_load": CoreLoad,
    "core_load_quantity": CoreLoadQuantity,
    "core_newest_day": CoreNewestDay,
    "core_rejected_row": CoreRejectedRow,
}
OUT_TABLES: dict[str, type[dy.Schema]] = {
    "out_pool_hourly": OutPoolHourly,
    "out_usage_daily": OutUsageDaily,
    "out_cost_daily": OutCostDaily,
    "out_cost_month": OutCostMonth,
    "out_cost_allocated": OutCostAllocated,
    "out_unit_cost": OutUnitCost,
    "out_token_cost_daily": OutTokenCostDaily,
    "out_expected_daily": OutExpectedDaily,
    "out_anomaly": OutAnomaly,
    "out_anomaly_part": OutAnomalyPart,
    "out_level_shift": OutLevelShift,
    "out_forecast": OutForecast,
    "out_forecast_note": OutForecastNote,
    "out_forecast_hourly": OutForecastHourly,
    "out_forecast_score": OutForecastScore,
    "out_forecast_path": OutForecastPath,
    "out_forecast_month_path": OutForecastMonthPath,
    "out_forecast_gap": OutForecastGap,
    "out_capacity_risk": OutCapacityRisk,
    "out_budget_risk": OutBudgetRisk,
    "out_forecast_history": OutForecastHistory,
    "out_scenario": OutScenario,
    "out_scenario_forecast": OutScenarioForecast,
    "out_plan_cost": OutPlanCost,
    "out_break_even": OutBreakEven,
    "out_ladder": OutLadder,
    "out_ladder_month": OutLadderMonth,
    "out_ladder_choice": OutLadderChoice,
    "out_ladder_unit": OutLadderUnit,
    "out_ladder_shared": OutLadderShared,
    "out_ladder_rejected": OutLadderRejected,
    "out_ladder_sensitivity": OutLadderSensitivity,
    "out_ladder_limit": OutLadderLimit,
    "out_ladder_wait": OutLadderWait,
    "out_replay": OutReplay,
    "out_replay_month": OutReplayMonth,
    "out_capacity_ahead": OutCapacityAhead,
    "out_capacity_order": OutCapacityOrder,
    "out_capacity_use": OutCapacityUse,
    "out_capacity_gain": OutCapacityGain,
    "out_capacity_movable": OutCapacityMovable,
    "out_decision_outcome": OutDecisionOutcome,
    "out_supply_month": OutSupplyMonth,
    "out_supply_customer": OutSupplyCustomer,
    "out_supply_plan": OutSupplyPlan,
    "out_supply_case": OutSupplyCase,
    "out_supply_reserve": OutSupplyReserve,
    "out_supply_price": OutSupplyPrice,
    "out_finding": OutFinding,
    "out_basis": OutBasis,
}
TABLES = CORE_TABLES | OUT_TABLES
