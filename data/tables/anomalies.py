"""Days outside the band that was drawn for them the day before, why, and shifts of the level."""

from typing import Any

import dataframely as dy

from data.tables import fields

ANOMALY_KINDS = (
    "spike",
    "drop",
    "level_shift",
    "price_step",
    "contract_step",
    "planned",
    "outage",
    "in_pools",
)
ANOMALY_PARTS = ("volume", "price", "currency", "contract", "mix", "pool")
COMPANY = "company"
ANOMALY_TARGETS = ("usage", "cost")
ANOMALY_UNITS = ("card_hour", "CNY")
_EITHER = "card-hour or CNY"


def _level() -> dy.String:
    return fields.choice(("pool", COMPANY), "whether it is of one pool or of all of them together")


def _pool_id() -> dy.String:
    return fields.text("provider/region/pool/chip; `company` where the level is")


def _difference(unit: str, description: str, **options: Any) -> dy.Float64:
    """A difference of quantities, which may be below zero."""
    return dy.Float64(description=description, metadata={"unit": unit}, **options)


class OutExpectedDaily(dy.Schema):
    """One row per local day x pool x target: what the day was expected to be the day before.

    Made with nothing of that day or later; there is none before 14 days were measured.
    """

    local_date = dy.Date(description="day in the company's time zone")
    level = _level()
    pool_id = _pool_id()
    target = fields.choice(ANOMALY_TARGETS, "card-hours used, or cost in yuan")
    expected = fields.quantity(_EITHER, "what was expected")
    lower = fields.quantity(_EITHER, "lower bound of the band")
    upper = fields.quantity(_EITHER, "upper bound of the band")
    actual = fields.quantity(_EITHER, "what came; null where not wholly known", nullable=True)
    unit = fields.choice(ANOMALY_UNITS, "unit of the quantities")
    snapshot_id = fields.snapshot_id()


class OutAnomaly(dy.Schema):
    """One row per local day x pool x target outside its band, or with an outage of the meter.

    Later days never change a row but for `kind`, `is_alarm` and `campaign`, and not those either
    once it is settled. An outage is no deviation: what was used is not known. The company's rows
    are sums of pools and never to be added to theirs; `in_pools` says that pools' own rows of the
    day explain it.
    """

    local_date = dy.Date(description="day in the company's time zone")
    level = _level()
    pool_id = _pool_id()
    target = fields.choice(ANOMALY_TARGETS, "card-hours used, or cost in yuan")
    kind = fields.choice(ANOMALY_KINDS, "what it is")
    is_alarm = dy.Bool(description="false where a plan explains it, or the meter was silent")
    is_settled = dy.Bool(description="whether 14 measured days have passed: the kind is final")
    expected = fields.quantity(_EITHER, "what was expected the day before", nullable=True)
    lower = fields.quantity(_EITHER, "lower bound of the band", nullable=True)
    upper = fields.quantity(_EITHER, "upper bound of the band", nullable=True)
    actual = fields.quantity(_EITHER, "what came", nullable=True)
    deviation = _difference(_EITHER, "actual minus expected", nullable=True)
    unit = fields.choice(ANOMALY_UNITS, "unit of the quantities")
    deviation_cny = fields.amount_cny(
        "the deviation in yuan; of usage at the pool's pay-as-you-go price", nullable=True
    )
    driver = fields.choice(ANOMALY_PARTS, "greatest part of the deviation", nullable=True)
    driver_project = dy.String(description="project that moved most, where one did", nullable=True)
    driver_pool_id = dy.String(description="of the company: pool that moved most", nullable=True)
    driver_cny = fields.amount_cny("that part, or that project's", nullable=True)
    campaign = dy.String(
        description="planned campaign that began or ended, or known event", nullable=True
    )
    gap_hours = fields.count("hours of the day at which the meter seems to have been silent")
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutAnomalyPart(dy.Schema):
    """One row per anomaly x part x project; the amounts of an anomaly add up to its deviation_cny.

    Volume stands by project: the five that moved most, and the others together as null. Price,
    currency, contract and mix are of the pool as a whole. The company's parts are its pools: the
    five that moved most, and the others together as null.
    """

    local_date = dy.Date(description="day in the company's time zone")
    pool_id = _pool_id()
    target = fields.choice(ANOMALY_TARGETS, "card-hours used, or cost in yuan")
    part = fields.choice(ANOMALY_PARTS, "what moved")
    project = dy.String(description="project; null for the others, and for the pool", nullable=True)
    part_pool_id = dy.String(description="of the company: the pool; null: others", nullable=True)
    card_hours = _difference("card-hour", "used more than expected; of volume", nullable=True)
    amount_cny = fields.amount_cny("its part of the deviation; null without a price", nullable=True)
    snapshot_id = fields.snapshot_id()


class OutLevelShift(dy.Schema):
    """One row per pool x target x day from which the level was another one, once that was certain.

    A row stands as it was confirmed: later days add rows and change none.
    """

    pool_id = fields.text("provider/region/pool/chip")
    target = fields.choice(ANOMALY_TARGETS, "card-hours used, or cost in yuan")
    start_date = dy.Date(description="first day of the new level")
    confirmed_on = dy.Date(description="day whose data made it certain")
    level_before = fields.quantity(_EITHER, "mean of a day before, up to 28 days")
    level_after = fields.quantity(_EITHER, "mean of a day from the start until confirmed")
    size = _difference(_EITHER, "after minus before, a day")
    unit = fields.choice(ANOMALY_UNITS, "unit of the quantities")
    size_cny_per_day = fields.amount_cny(
        "the size in yuan; of usage at the pool's pay-as-you-go price", nullable=True
    )
    contract_cny_per_day = fields.amount_cny("part of contracts' fees; of cost", nullable=True)
    price_cny_per_day = fields.amount_cny("part of the pay-as-you-go price; of cost", nullable=True)
    volume_cny_per_day = fields.amount_cny(
        "part of the hours bought beyond contracts; of cost", nullable=True
    )
    driver = fields.choice(ANOMALY_PARTS, "greatest part of the size", nullable=True)
    driver_project = dy.String(description="project that moved most, where one did", nullable=True)
    campaign = dy.String(
        description="planned campaign that began or ended then, or known event", nullable=True
    )
    days_before = fields.count("measured days that the level before is of")
    days_after = fields.count("measured days that the new level was seen when confirmed")
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()
