"""What the company has signed and what it means to spend."""

import dataframely as dy

from data.tables import fields

EVENT_KINDS = ("launch", "promotion", "policy", "maintenance", "other")


class CoreCommitment(dy.Schema):
    """One row per contract in hand.

    `fee` is charged per `fee_unit` for every card or server, used or not, from `start_date` to
    `end_date`, both included.
    """

    commitment_id = fields.text("the contract", primary_key=True)
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    billing_mode = fields.choice(fields.BILLING_MODES, "how it was sold")
    term_months = fields.count("months signed for")
    servers = fields.count("servers rented")
    cards_per_server = fields.count("cards in one server")
    start_date = dy.Date(description="first day")
    end_date = dy.Date(description="last day")
    fee_per_server_month = dy.Decimal(18, 2, min=0, description="rent per server and month")
    currency = fields.currency("fee")
    tax_included = dy.Bool(description="whether the fee includes value-added tax")
    tax_rate = dy.Decimal(6, 4, min=0, max=1, description="value-added tax rate")
    source = fields.text("contract or order it is read from")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreSavingsPlan(dy.Schema):
    """One row per savings plan in hand: money due for every hour of its days, used or not.

    Use of the provider's pools (of the region and chip, where they are given) counts against it at
    the price by the hour less the discount.
    """

    commitment_id = fields.text("the savings plan", primary_key=True)
    provider = fields.provider()
    region = dy.String(description="only its pools; null: all", nullable=True)
    chip = dy.String(description="only pools of this chip; null: all", nullable=True)
    commitment_per_hour = dy.Decimal(18, 6, min_exclusive=0, description="due for every hour")
    discount_ratio = fields.discount_ratio()
    term_months = fields.count("months signed for")
    start_date = dy.Date(description="first day")
    end_date = dy.Date(description="last day")
    currency = fields.currency("commitment")
    tax_included = dy.Bool(description="whether the commitment includes value-added tax")
    tax_rate = dy.Decimal(6, 4, min=0, max=1, description="value-added tax rate")
    source = fields.text("contract or order it is read from")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreSpendAgreement(dy.Schema):
    """One row per agreement in hand: an amount promised for all its days, drawn down by use.

    Use by the hour of the provider's pools (of the region and chip, where they are given) counts at
    its price less the discount; what is missing at the end is due then.
    """

    agreement_id = fields.text("the agreement", primary_key=True)
    provider = fields.provider()
    region = dy.String(description="only its pools; null: all", nullable=True)
    chip = dy.String(description="only pools of this chip; null: all", nullable=True)
    amount = dy.Decimal(18, 2, min_exclusive=0, description="promised for all its days together")
    discount_ratio = fields.discount_ratio()
    start_date = dy.Date(description="first day")
    end_date = dy.Date(description="last day")
    currency = fields.currency("amount")
    tax_included = dy.Bool(description="whether the amount includes value-added tax")
    tax_rate = dy.Decimal(6, 4, min=0, max=1, description="value-added tax rate")
    source = fields.text("contract or order it is read from")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreCampaign(dy.Schema):
    """One row per planned campaign x pool x first day: cards it will hold from then to its end."""

    campaign = fields.text("name of the planned run")
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    start_date = dy.Date(description="first day, local")
    end_date = dy.Date(description="last day, local")
    cards = fields.count("cards it holds all the time")
    source = fields.text("who plans it")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreEvent(dy.Schema):
    """One row per known event x first day x pools: days on which use may be unusual.

    What provider, region, pool and chip do not say counts for all of them.
    """

    event = fields.text("name of the event")
    kind = fields.choice(EVENT_KINDS, "what kind of event")
    provider = fields.provider(nullable=True)
    region = fields.region(nullable=True)
    pool = fields.pool(nullable=True)
    chip = fields.chip(nullable=True)
    start_date = dy.Date(description="first such day, local")
    end_date = dy.Date(description="last such day, local")
    announced_on = dy.Date(
        description="day on which it was announced; null: when its file was saved", nullable=True
    )
    source = fields.text("who announced it")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreBudget(dy.Schema):
    """One row per month x scope; scope is `company`, a pool's name or a provider's."""

    month = dy.Date(description="first day of the month")
    scope = fields.text("`company`, a pool or a provider")
    amount = dy.Decimal(18, 2, min=0, description="budget of the month")
    currency = fields.currency("amount")
    tax_included = dy.Bool(description="whether the amount includes value-added tax")
    tax_rate = dy.Decimal(6, 4, min=0, max=1, description="value-added tax rate")
    source = fields.text("who set it")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")
