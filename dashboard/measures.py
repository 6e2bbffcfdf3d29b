"""What the figures are: definition, formula and source of each, for tiles, headings and glossary.

A measure is named like the column that holds it. Formulas are written in names of columns and said
in the reader's words, so that the three languages cannot say different things.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from dashboard.i18n import Language, current_language, t

_UNIT = re.compile(r"(, CNY|（元）| \(CNY\))$")  # of a heading; a formula has one unit throughout
_NAME = re.compile(r"\{([a-z0-9_]+)\}")


@dataclass(frozen=True)
class Measure:
    """One figure.

    formula: operations on `{column}`s; empty where it is counted and not computed.
    sources: `table.column`s that it is made of. term: the glossary's text that defines it; without
    one that is `measures.what.<name>`.
    """

    sources: tuple[str, ...]
    formula: str = ""
    term: str = ""


def _of(table: str, *columns: str) -> tuple[str, ...]:
    return tuple(f"{table}.{column}" for column in columns)


_COST, _LADDER, _SUPPLY = "out_cost_daily", "out_ladder_choice", "out_supply_month"
_COVER = ("covered_card_hours", "savings_plan_covered_card_hours", "used_card_hours")

MEASURES: dict[str, Measure] = {
    "used_card_hours": Measure(
        _of(_COST, "used_card_hours"), term="glossary.use.card_hour.meaning"
    ),
    "useful_card_hours": Measure(
        _of(_COST, "useful_card_hours"), term="glossary.use.useful_card_hour.meaning"
    ),
    "queued_card_hours": Measure(_of(_COST, "queued_card_hours")),
    "useful_ratio": Measure(
        _of(_COST, "useful_card_hours", "used_card_hours"),
        "{useful_card_hours} / {used_card_hours}",
        "glossary.training.goodput.meaning",
    ),
    "utilisation_ratio": Measure(
        _of("out_pool_hourly", "used_card_hours", "capacity_cards"),
        "{used_card_hours} / {capacity_card_hours}",
    ),
    "committed_card_hours": Measure(_of(_COST, "committed_card_hours")),
    "covered_card_hours": Measure(_of(_COST, "covered_card_hours")),
    "on_demand_card_hours": Measure(
        _of(_COST, "on_demand_card_hours"),
        "{used_card_hours} − {covered_card_hours} − {savings_plan_covered_card_hours}",
    ),
    "on_demand_price_cny": Measure(
        _of(_COST, "on_demand_price_cny"), term="glossary.cost.pay_as_you_go.meaning"
    ),
    "commitment_cost_cny": Measure(_of(_COST, "commitment_cost_cny")),
    "savings_plan_covered_card_hours": Measure(_of(_COST, "savings_plan_covered_card_hours")),
    "savings_plan_cost_cny": Measure(_of(_COST, "savings_plan_cost_cny")),
    "savings_plan_idle_cost_cny": Measure(_of(_COST, "savings_plan_idle_cost_cny")),
    "on_demand_cost_cny": Measure(
        _of(_COST, "on_demand_cost_cny"), "{on_demand_card_hours} × {on_demand_price_cny}"
    ),
    "cost_cny": Measure(
        _of(_COST, "cost_cny"),
        "{commitment_cost_cny} + {savings_plan_cost_cny} + {on_demand_cost_cny}",
    ),
    "idle_cost_cny": Measure(
        _of(_COST, "idle_cost_cny"),
        "{commitment_cost_cny} × ({committed_card_hours} − {covered_card_hours})"
        " / {committed_card_hours} + {savings_plan_idle_cost_cny}",
        "glossary.cost.idle_cost.meaning",
    ),
    "list_cost_cny": Measure(
        _of("out_cost_month", "list_cost_cny"), term="glossary.cost.list_cost.meaning"
    ),
    "discount_cny": Measure(
        _of("out_cost_month", "discount_cny"), "{list_cost_cny} + {idle_cost_cny} − {cost_cny}"
    ),
    "cny_per_card_hour": Measure(
        _of(_COST, "cost_cny", "used_card_hours"), "{cost_cny} / {used_card_hours}"
    ),
    "cny_per_useful_card_hour": Measure(
        _of(_COST, "cost_cny", "useful_card_hours"),
        "{cost_cny} / {useful_card_hours}",
        "glossary.cost.unit_cost.meaning",
    ),
    "coverage_ratio": Measure(
        _of(_COST, *_COVER),
        "({covered_card_hours} + {savings_plan_covered_card_hours}) / {used_card_hours}",
        "glossary.use.coverage.meaning",
    ),
    "contract_utilisation_ratio": Measure(
        _of(_COST, "covered_card_hours", "committed_card_hours"),
        "{covered_card_hours} / {committed_card_hours}",
        "glossary.use.utilisation.meaning",
    ),
    "commitment_used_ratio": Measure(
        _of(_LADDER, "utilisation_ratio"), "{covered_card_hours} / {committed_card_hours}"
    ),
    "p10": Measure(_of("out_forecast", "p10"), term="glossary.forecast.quantiles.meaning"),
    "p50": Measure(
        _of("out_forecast", "p50", "p10", "p90"), term="glossary.forecast.quantiles.meaning"
    ),
    "p90": Measure(_of("out_forecast", "p90"), term="glossary.forecast.quantiles.meaning"),
    "over_budget_ratio": Measure(_of("out_forecast", "over_budget_ratio")),
    "break_even_utilisation_ratio": Measure(
        _of("out_break_even", "break_even_utilisation_ratio"),
        "{unit_fee_cny_per_month} / ({cards_per_unit} × {on_demand_price_cny} × {hours_per_month})",
        "glossary.decision.break_even.meaning",
    ),
    "first_unit_utilisation_ratio": Measure(_of("out_break_even", "first_unit_utilisation_ratio")),
    "saving_cny": Measure(_of("out_ladder", "saving_cny")),
    "confidence_ratio": Measure(_of("out_ladder", "confidence_ratio")),
    "savings_ratio": Measure(
        _of(_LADDER, "savings_ratio"), term="glossary.decision.savings_rate.meaning"
    ),
    "stranded_cny": Measure(
        _of(_LADDER, "stranded_cny"), term="glossary.decision.stranded.meaning"
    ),
    "lock_in_months": Measure(
        _of(_LADDER, "lock_in_months"), term="glossary.decision.lock_in.meaning"
    ),
    "npv_cny": Measure(_of(_LADDER, "npv_cny"), term="glossary.decision.npv.meaning"),
    "in_hand_cards": Measure(_of("out_ladder_month", "in_hand_cards")),
    "hindsight_ratio": Measure(
        _of("out_replay", "hindsight_ratio"), term="glossary.decision.hindsight.meaning"
    ),
    "deviation_cny": Measure(_of("out_anomaly", "deviation_cny", "actual", "expected")),
    "missing_cards": Measure(_of("out_capacity_order", "missing_cards", "supply_cards")),
    "rented_ratio": Measure(
        _of(_SUPPLY, "rented_card_hours", "capacity_card_hours"),
        "{rented_card_hours} / {capacity_card_hours}",
    ),
    "revenue_cny_per_card_hour": Measure(
        _of(_SUPPLY, "revenue_cny", "rented_card_hours"), "{revenue_cny} / {rented_card_hours}"
    ),
    "margin_cny": Measure(
        _of(_SUPPLY, "margin_cny", "revenue_cny", "cost_cny"), "{revenue_cny} − {cost_cny}"
    ),
    "margin_ratio": Measure(
        _of("out_supply_customer", "margin_cny", "revenue_cny"), "{margin_cny} / {revenue_cny}"
    ),
    "bought_card_hours": Measure(_of(_SUPPLY, "bought_card_hours", "capacity_card_hours")),
    "realised_saving_cny": Measure(
        _of("out_decision_outcome", "realised_saving_cny"),
        "{pay_as_you_go_cost_cny} − {decided_cost_cny}",
    ),
    "data_until": Measure(_of("out_pool_hourly", "local_date", "is_suspected_gap")),
    "rows_read": Measure(
        _of("core_load", "rows_read"), "{rows_loaded} + {rows_rejected} + {rows_duplicate}"
    ),
    "rows_rejected": Measure(
        _of("core_load", "rows_rejected"), term="glossary.data.quarantine.meaning"
    ),
    "file_name": Measure(_of("core_load", "file_name", "status")),
}


# Their columns mean something else in some tables, whose contracts say what: a seller's cost is
# that of capacity, and a ladder's utilisation that of contracts.
NOT_EVERYWHERE = ("cost_cny", "utilisation_ratio")


def definition(name: str) -> str:
    """What a measure is, in the reader's language."""
    term = MEASURES[name].term
    return t(term) if term else t(f"measures.what.{name}")


def formula(name: str) -> str:
    """`**Formula:** Coverage = ...` in the reader's words; empty where nothing is computed."""
    operations = MEASURES[name].formula
    if not operations:
        return ""
    said = _NAME.sub(lambda found: _heading(found[1]), operations)
    return t("measures.formula", name=_heading(name), formula=said)


def explained(about: str, *names: str, table: str = "") -> str:
    """What a tile's figures are: `about` it, then formula and source of each measure in it.

    table: where the figures are read instead, from the column that is named like the measure.
    """
    return _explained(current_language(), about, names, table)


@lru_cache(maxsize=256)
def _explained(
    language: Language,  # noqa: ARG001  what it is kept by
    about: str,
    names: tuple[str, ...],
    table: str,
) -> str:
    formulas = [found for name in names if (found := formula(name))]
    columns = [column for name in names for column in _columns(name, table)]
    listed = ", ".join(f"`{column}`" for column in dict.fromkeys(columns))
    return "\n\n".join([about, *formulas, t("measures.source", columns=listed)])


def measures_of_term(term: str) -> list[str]:
    """Names of the measures that a text of the glossary defines."""
    return [name for name, measure in MEASURES.items() if measure.term == term]


def _columns(name: str, table: str) -> tuple[str, ...]:
    return _of(table, name) if table else MEASURES[name].sources


def _heading(column: str) -> str:
    return _UNIT.sub("", t(f"columns.{column}"))
