"""FOCUS Cost and Usage (FinOps Foundation), 1.0 to 1.4, CSV or Parquet, of any provider."""

from etl.focus import AMOUNTS, USED, FocusRow, identity_of, prepare_focus
from etl.focus_direct import map_focus
from etl.source import Source, has_columns

CORE_SQL = {
    "core_charge_daily": "focus_to_charge_daily",
    "core_load_total": "focus_to_load_total",
    "core_load_warning": "focus_to_load_warning",
}

SOURCE = Source(
    name="focus",
    title="FOCUS Cost and Usage 1.0 to 1.4 (CSV or Parquet)",
    version=2,
    contract=FocusRow,
    recognise=has_columns("BilledCost", "EffectiveCost", "ChargePeriodStart", "BillingCurrency"),
    prepare=prepare_focus,
    core_sql=CORE_SQL,
    amounts=AMOUNTS,
    currency="BillingCurrency",
    identity=identity_of,
    map_directly=map_focus,
    measured=USED,
)
