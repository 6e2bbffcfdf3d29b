"""`suanli ladder`: what to buy, how many, when; what it is beside, why, and what is not bought."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dashboard.cli.console import AsJson, Home, Pool, emit, open_home
from data.errors import UsageError

Row = dict[str, Any]

_TABLES = {  # what is printed of each, and which column names the pool; limits are the company's
    "ladder": ("out_ladder", "pool_id"),
    "months": ("out_ladder_month", "pool_id"),
    "choices": ("out_ladder_choice", "scope"),
    "why": ("out_ladder_unit", "pool_id"),
    "rejected": ("out_ladder_rejected", "pool_id"),
    "sensitivity": ("out_ladder_sensitivity", "scope"),
    "wait": ("out_ladder_wait", "pool_id"),
}
_SAVES_NOTHING = "Nothing is due."


def ladder(
    pool: Pool = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Print what is advised to be signed now, the plan as it looks today, and why.

    `suanli run`, `forecast` and `plan` compute it anew; `buying.toml` in the workspace says how the
    company buys.
    """
    document = _read(home, pool)
    emit(document, "\n".join(_lines(document)), as_json=as_json)


def summary_of_due(rows: Sequence[Row]) -> list[str]:
    """What is due, in one line; none where nothing is."""
    signed = [row for row in rows if row["action"] in ("buy", "extend")]
    ended = len(rows) - len(signed)
    owed = sum(row["commitment_cny"] for row in signed)
    saved = sum(row["saving_cny"] or 0 for row in signed)
    if not rows:
        return []
    return [
        f"Due now: {len(signed)} to sign, {owed:,.0f} CNY in all, saving {saved:,.0f}; {ended}"
        " contracts to let run out: `suanli ladder`."
    ]


def _read(home: Path | None, pool: str | None) -> dict[str, list[Row]]:
    from dashboard.outdated import lacking
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query

    workspace, settings = open_home(home)
    with open_snapshot(require_current(workspace).path, settings.memory_limit) as connection:
        found = {
            name: query(connection, f"SELECT * EXCLUDE (snapshot_id) FROM {table}").to_dicts()
            for name, (table, _) in _TABLES.items()
        }
        limits = query(connection, "SELECT * EXCLUDE (snapshot_id) FROM out_ladder_limit")
        shared = []
        if "out_ladder_shared" not in lacking(connection):  # an older snapshot has none
            together = query(connection, "SELECT * EXCLUDE (snapshot_id) FROM out_ladder_shared")
            shared = [r for r in together.to_dicts() if pool in (None, *r["pool_ids"].split(", "))]
        left = query(
            connection,
            "SELECT kind, pool_id, json_extract_string(detail, '$.missing') AS missing,"
            " detail->>'offer_id' AS offer_id, (detail->>'due_cny')::DOUBLE AS due_cny"
            " FROM out_finding WHERE kind IN ('no_advice', 'limits_contradict', 'unknown_name',"
            " 'search_cut_short', 'plan_serves_nothing', 'agreement_in_hand')",
        )
    _require_pool(pool, [*found["months"], *left.to_dicts()])
    document = {
        name: [row for row in rows if pool in (None, row[_TABLES[name][1]])]
        for name, rows in found.items()
    }
    unadvised = [row for row in left.to_dicts() if pool in (None, row["pool_id"])]
    return document | {
        "shared": shared,
        "limits": limits.to_dicts(),
        "not_advised": unadvised,
    }


def _require_pool(pool: str | None, rows: Sequence[Row]) -> None:
    known = sorted({row["pool_id"] for row in rows if row["pool_id"]})
    if pool is not None and pool not in known:
        raise UsageError(
            f"Nothing is known about buying for {pool}",
            where="--pool",
            remedy=f"Name one of {', '.join(known) or 'none: run `suanli run` first'}.",
        )


def _lines(document: dict[str, list[Row]]) -> Iterator[str]:
    rows = document["ladder"]
    due = [row for row in rows if row["is_due"]]
    yield "Due now:"
    yield from [f"  {_step(row)}" for row in due] or [f"  {_SAVES_NOTHING}"]
    later = [row for row in rows if not row["is_due"]]
    if later:
        yield "Later, as it looks today (decided anew when it is due):"
        yield from (f"  {_step(row)}" for row in later if row["term_months"] != 1)
        yield from (f"  {line}" for line in _single_months(later))
    choices = [row for row in document["choices"] if row["choice"] != "knob"]
    choices.sort(key=lambda row: (row["scope"], row["breaks_limits"] is not None))
    if choices:
        months = choices[0]["horizon_months"]
        yield f"Beside what else could be done, expected over {months} months:"
        yield from (f"  {_choice(row)}" for row in choices)
    yield from _told("Money committed together:", map(_shared, document["shared"]))
    yield from _told("Why:", map(_why, document["why"]))
    yield from _told("Not bought:", map(_rejected, document["rejected"]))
    yield from _told("Limits:", _limits(document["limits"]))
    yield from _told("Waiting a month with what binds for a year or more:", _waits(document))
    yield from _told("Not advised:", map(_left, document["not_advised"]))


def _told(head: str, lines: Any) -> Iterator[str]:
    found = [f"  {line}" for line in lines]
    if found:
        yield head
        yield from found


_WORDS = {
    "buy": "buy",
    "extend": "extend",
    "let_run_out": "let run out",
    "keep": "keep",
}


def _step(row: Row) -> str:
    from dashboard.units import unit_in_words, units_bought

    saving, chance = row["saving_cny"], row["confidence_ratio"]
    saved = "" if saving is None else f", saves {saving:,.0f}"
    sure = "" if chance is None else f" ({chance:.0%} of scenarios save)"
    return (
        f"{row['pool_id']}: by {row['decide_on']} {_WORDS[row['action']]}"
        f" {units_bought(row['units'])} {unit_in_words(row['unit'])} of {row['offer_id']},"
        f" {row['starts_on']} to {row['ends_on']}, {row['unit_fee_cny_per_month']:,.2f} CNY each a"
        f" month, {row['commitment_cny']:,.0f} in all{saved}{sure}  [{row['source']}]"
    )


def _single_months(rows: Sequence[Row]) -> Iterator[str]:
    """Single months of one offer on one line: as many as are expected to be needed."""
    from dashboard.units import unit_in_words, units_bought

    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["term_months"] == 1:
            found.setdefault((row["pool_id"], row["offer_id"]), []).append(row)
    for (pool_id, offer_id), months in found.items():
        units = [row["units"] for row in months]
        much = f"{units_bought(min(units))} to {units_bought(max(units))}"
        yield (
            f"{pool_id}: month by month {much} {unit_in_words(months[0]['unit'])} of {offer_id},"
            f" {months[0]['starts_on']} to {months[-1]['ends_on']}, as they are needed"
        )


def _choice(row: Row) -> str:
    name = row["offer_id"] or row["choice"].replace("_", " ")
    saved = row["savings_ratio"]
    money = row.get("committed_now_cny_per_hour")  # an older snapshot has none
    return (
        f"{row['scope']}: {name}: {row['cost_cny']:,.0f} CNY"
        + ("" if saved is None else f", saves {saved:.1%}")
        + f", stranded {row['stranded_cny']:,.0f}, {row['units_now']:g} now"
        + (f" and {money:,.2f} CNY an hour" if money else "")
        + ("" if row["breaks_limits"] is None else f"; breaks {row['breaks_limits']}")
    )


def _shared(row: Row) -> str:
    from dashboard.units import unit_in_words, units_bought

    return (
        f"{row['offer_id']}: by {row['decide_on']} {units_bought(row['units'])}"
        f" {unit_in_words(row['unit'])}, {row['starts_on']} to {row['ends_on']}, for"
        f" {row['pool_ids']}: {row['utilisation_ratio']:.1%} used, pays from"
        f" {row['break_even_utilisation_ratio']:.1%}, saves {row['saving_cny']:,.0f} CNY,"
        f" {row['stranded_cny']:,.0f} unused  [{row['source']}]"
    )


def _why(row: Row) -> str:
    first, last = row["first_unit"], row["last_unit"]
    units = f"unit {first}" if first == last else f"units {first} to {last}"
    return (
        f"{row['pool_id']}: {row['offer_id']}, {units}: ran {row['ran_hours']:,.0f} h in the last"
        f" {row['known_months']} months, {row['expected_hours']:,.0f} expected in the next 12, pays"
        f" from {row['break_even_hours']:,.0f}; saves {row['saving_cny']:,.0f} CNY"
        f" ({row['confidence_ratio']:.0%})"
    )


def _rejected(row: Row) -> str:
    detail = "" if row["detail"] is None else f" ({row['detail']})"
    more = row["dearer_by_cny"]
    verb = "save" if more is not None and more < 0 else "add"
    dearer = "" if more is None else f", one would {verb} {abs(more):,.0f} CNY"
    pays = row["would_pay_below_cny"]
    below = "" if pays is None else f", pays below {pays:,.2f} a month"
    reason = row["reason"].replace("_", " ")
    return f"{row['pool_id']}: {row['offer_id']}: {reason}{detail}{dearer}{below}"


def _limits(rows: Sequence[Row]) -> Iterator[str]:
    """What must give, by month; and of limits that hold, what one more in each month saves."""
    worth: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["must_give"]:
            month = f" in {row['month']:%Y-%m}" if row["month"] else ""
            yield f"{row['limit_name']}{month} must give {row['must_give']:,.2f} {row['unit']}"
        elif row["worth_cny"] is not None:
            worth.setdefault((row["limit_name"], row["unit"]), []).append(row)
    for (name, unit), months in worth.items():
        when = (
            f", {len(months)} months from {months[0]['month']:%Y-%m}" if months[0]["month"] else ""
        )
        saved = sum(row["worth_cny"] for row in months)
        yield f"{name}{when}: one {unit} more throughout saves {saved:,.2f} CNY in all"


def _waits(document: dict[str, list[Row]]) -> Iterator[str]:
    for row in document["wait"]:
        worth = row["worth_of_waiting_cny"]
        verb = "saves" if worth > 0 else "costs"
        told = " (under 0.1 % of the cost: too little to tell)" if row.get("within_noise") else ""
        yield f"{row['pool_id']}: waiting {verb} {abs(worth):,.0f} CNY{told}"


def _left(row: Row) -> str:
    from dashboard.i18n import t

    if row["kind"] == "limits_contradict":
        return f"the limit {row['missing']} cannot be held with the others: it gives what it must"
    if row["kind"] == "unknown_name":
        return f"a rule in buying.toml names {row['missing']}, which is not here: it holds nothing"
    if row["kind"] == "plan_serves_nothing":
        return f"the savings plan {row['missing']} serves no pool advised: not counted"
    if row["kind"] == "agreement_in_hand":
        due = "what is not known" if row["due_cny"] is None else f"{row['due_cny']:,.0f} CNY"
        return f"of the agreement {row['offer_id']} {due} would be due at its end: not weighed"
    if row["kind"] == "search_cut_short":
        return f"the search ended at its limit: the cheapest may cost up to {row['missing']} less"
    return f"{row['pool_id']}: {t('words.no_advice.' + row['missing'])}"
