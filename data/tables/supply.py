"""The seller's side: months, customers, what demand would do, what to hold free, prices held up."""

import dataframely as dy

from data.tables import fields

RESERVES = ("held", "best", "serve_95", "serve_99")
POSITIONS = ("below", "within", "above", "unknown")
_TAX = ("included", "excluded")


def _margin(description: str) -> dy.Decimal:
    return dy.Decimal(18, 2, description=description, nullable=True, metadata={"unit": "CNY"})


def _maybe_cny(description: str) -> dy.Decimal:
    return fields.amount_cny(description, nullable=True)


def _gap() -> dy.String:
    return dy.String(description="why an amount is not known; empty where all are", nullable=True)


class OutSupplyMonth(dy.Schema):
    """One row per month x scope: `company`, or a pool in which something is sold.

    Rented are card-hours of customers: used, and those of packages, used or not. Own use is what
    projects used that are no customer's. Capacity is cards in hand, owned or under contract, and
    what was bought upstream by the hour beyond them.
    """

    month = dy.Date(description="first day of the month")
    scope = fields.text("pool_id, or `company`")
    capacity_card_hours = fields.quantity("card-hour", "in hand or bought by the hour")
    bought_card_hours = fields.quantity("card-hour", "of them bought upstream by the hour")
    rented_card_hours = fields.quantity("card-hour", "that customers used or pay for")
    own_card_hours = fields.quantity("card-hour", "that the company used itself")
    short_card_hours = fields.quantity("card-hour", "wanted and refused")
    rented_ratio = fields.ratio("rented of capacity; above 1: sold twice", nullable=True)
    break_even_ratio = fields.ratio(
        "rented share at which revenue pays for capacity; may pass 1", nullable=True
    )
    revenue_cny = _maybe_cny("what customers pay for the month")
    cost_cny = _maybe_cny("what capacity costs in the month")
    margin_cny = _margin("revenue less cost")
    revenue_cny_per_card_hour = fields.rate_cny("card-hour", "per rented one", nullable=True)
    cost_cny_per_card_hour = fields.rate_cny("card-hour", "per one of capacity", nullable=True)
    hours_unmeasured = fields.count("pool-hours without a measurement; counted as unused")
    gap = _gap()
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutSupplyCustomer(dy.Schema):
    """One row per customer x pool over the months of out_supply_month.

    `package` is what the customer has bought, else the one for sale that suits it best. At the
    indifferent fee it pays the same with `package_units` of it as by the hour alone.
    """

    customer = fields.text("name in supply.toml; `own_use` for all other projects")
    pool_id = fields.text("provider/region/pool/chip")
    profile = fields.text("how it uses cards, in the seller's words")
    plans = fields.text("plans it is billed under")
    window_start = dy.Date(description="first local day")
    window_end = dy.Date(description="last local day")
    rented_card_hours = fields.quantity("card-hour", "used, or paid for in packages")
    revenue_cny = _maybe_cny("what it pays")
    revenue_cny_per_card_hour = fields.rate_cny("card-hour", "per rented one", nullable=True)
    cost_cny = _maybe_cny("its part of what capacity costs, by rented card-hours")
    margin_cny = _margin("revenue less its part of the cost")
    margin_ratio = dy.Float64(description="margin of revenue", nullable=True)
    package = dy.String(description="package in supply.toml; empty: none suits", nullable=True)
    package_units = fields.count("units compared", nullable=True)
    package_fee_cny_per_unit_month = fields.rate_cny("unit-month", "as it is sold", nullable=True)
    indifferent_fee_cny_per_unit_month = fields.rate_cny(
        "unit-month", "fee at which it pays the same by the hour", nullable=True
    )
    gap = _gap()
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    hours_per_month = dy.Decimal(6, 2, description="hour basis of a month of rent")
    snapshot_id = fields.snapshot_id()


class OutSupplyPlan(dy.Schema):
    """One row per plan sold x pool over the months of out_supply_month, all customers together.

    Plans of customers that cannot be billed are not there.
    """

    plan = fields.text("package, plan, or `by_the_hour`")
    pool_id = fields.text("provider/region/pool/chip")
    customers = fields.count("customers billed under it")
    rented_card_hours = fields.quantity("card-hour", "used under it, or paid for")
    revenue_cny = _maybe_cny("what it brings")
    revenue_cny_per_card_hour = fields.rate_cny("card-hour", "per rented one", nullable=True)
    cost_cny = _maybe_cny("its part of what capacity costs, by rented card-hours")
    margin_cny = _margin("revenue less its part of the cost")
    margin_ratio = dy.Float64(description="margin of revenue", nullable=True)
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutSupplyCase(dy.Schema):
    """One row per change of demand: the months of out_supply_month with so much more or less use.

    Packages stay as they are; what is used beyond the cards in hand is bought or refused as the
    file says.
    """

    demand_change_ratio = dy.Float64(description="-0.3: three tenths less use", primary_key=True)
    window_start = dy.Date(description="first local day")
    window_end = dy.Date(description="last local day")
    revenue_cny = _maybe_cny("what customers would have paid")
    cost_cny = _maybe_cny("what capacity would have cost")
    margin_cny = _margin("revenue less cost")
    margin_change_cny = _margin("against the demand that was")
    rented_ratio = fields.ratio("rented of capacity", nullable=True)
    short_card_hours = fields.quantity("card-hour", "wanted and refused")
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutSupplyReserve(dy.Schema):
    """One row per pool x policy: cards kept free for customers by the hour, over all the months.

    held: what was free on average. best: earns most. serve_95, serve_99: the fewest that serve such
    a share. A card-hour kept is worth its price, or, where it would be bought upstream otherwise,
    what that costs, whichever is less.
    """

    pool_id = fields.text("provider/region/pool/chip")
    reserve_policy = fields.choice(RESERVES, "what the number is made for")
    cards = fields.count("cards kept free")
    sold_card_hours = fields.quantity("card-hour", "sold from them")
    lost_card_hours = fields.quantity("card-hour", "wanted beyond them")
    idle_card_hours = fields.quantity("card-hour", "of them that nobody wanted")
    served_ratio = fields.ratio("sold of what was wanted", nullable=True)
    margin_cny = dy.Decimal(
        18, 2, description="worth of what is sold less what they cost", metadata={"unit": "CNY"}
    )
    worth_cny_per_card_hour = fields.rate_cny("card-hour", "of one that is sold")
    cost_cny_per_card_hour = fields.rate_cny("card-hour", "of one that is held")
    snapshot_id = fields.snapshot_id()


class OutSupplyPrice(dy.Schema):
    """One row per pool x own price: by the hour, or a package at full use, against the market.

    The market's figures are quotes in yuan of the last 180 days for the same chip and the same way
    of selling, as printed: most do not say their tax.
    """

    pool_id = fields.text("provider/region/pool/chip")
    offer = fields.text("package, or `on_demand`")
    own_cny_per_card_hour = fields.rate_cny("card-hour", "own price, at full use")
    market_low_cny_per_card_hour = fields.rate_cny("card-hour", "lowest quote", nullable=True)
    market_median_cny_per_card_hour = fields.rate_cny("card-hour", "median", nullable=True)
    market_high_cny_per_card_hour = fields.rate_cny("card-hour", "highest quote", nullable=True)
    quote_count = fields.count("quotes it is held against")
    newest_quote_on = dy.Date(description="day of the newest of them", nullable=True)
    band_low_cny_per_card_hour = fields.rate_cny("card-hour", "dated band, low", nullable=True)
    band_high_cny_per_card_hour = fields.rate_cny("card-hour", "dated band, high", nullable=True)
    market_position = fields.choice(POSITIONS, "own price against the quotes, else the band")
    snapshot_id = fields.snapshot_id()
