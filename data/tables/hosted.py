"""Hosted models: the tokens a company used, and what sellers ask for them."""

import dataframely as dy

from data.tables import fields

TOKEN_UNITS = (
    "million_tokens",
    "thousand_requests",
    "million_characters",
    "thousand_pages",
    "hour",
)


class CoreTokenUsageDaily(dy.Schema):
    """One row per day x time zone x provider x model x project x load.

    Tokens are counted as they came; a cached token is an input token that costs less.
    """

    local_date = dy.Date(description="day in `source_time_zone`")
    provider = fields.text("seller of the model's tokens")
    model = fields.text("model in the provider's words")
    project = fields.text("project, team or tenant")
    input_tokens = fields.count("tokens sent, cached ones included")
    cached_input_tokens = fields.count("part of the input read from the provider's cache")
    output_tokens = fields.count("tokens answered, reasoning included")
    source_time_zone = fields.text("IANA zone of the source's days")
    load_id = fields.load_id()
    first_line_number = fields.count("line of the source file the row begins at")
    source_row_count = fields.count("source rows that make up the row")


class CoreTokenPrice(dy.Schema):
    """One row per provider x model x validity x meter x tier: a price as its list prints it.

    Where several rows of a meter hold, the one with the newest `valid_from` does, and within it the
    one whose daily hours fit. Above `tier_above_tokens` of input the tier's price is that of all
    tokens of the request, not only of those above.
    """

    provider = fields.text("seller of the model's tokens")
    model = fields.text("model in the list's words")
    meter = fields.text("what is counted: input, output, cache_read, cache_write, input_audio, ...")
    unit = fields.choice(TOKEN_UNITS, "what one price buys")
    tier_above_tokens = fields.count("holds for requests with more input than this; 0 for all")
    price = dy.Decimal(18, 8, min=0, description="price per `unit`, in `currency`")
    currency = fields.currency("price")
    tax_included = dy.Bool(description="whether the price includes value-added tax")
    valid_from = dy.Date(description="first day; empty: the list does not say", nullable=True)
    daily_from = dy.String(description="time of day from which it holds", nullable=True)
    daily_until = dy.String(description="time of day until which it holds", nullable=True)
    listed_on = dy.Date(description="day of the list; empty: not said", nullable=True)
    model_match = dy.String(description="names that mean this model, as JSON", nullable=True)
    source = fields.text("where the provider prints its prices")
    load_id = fields.load_id()
    line_number = fields.count("number of the price in its list")


class CoreRequestHourly(dy.Schema):
    """One row per hour x client: inference requests."""

    hour_utc = dy.Datetime(description="start of the hour, UTC", metadata={"unit": "UTC"})
    client = fields.text("who sends the requests")
    requests = fields.quantity("request", "requests in the seconds observed")
    peak_rate_per_s = fields.quantity("request/s", "highest mean rate of a slot")
    peak_cv = fields.quantity(
        "ratio", "highest variation of the gaps in a slot; 1 is Poisson", nullable=True
    )
    observed_s = fields.count("seconds of the hour that were observed")
    source_time_zone = fields.text("IANA zone of the day the source's times begin")
    load_id = fields.load_id()
    first_line_number = fields.count("line of the source file the row begins at")
    source_row_count = fields.count("source rows that make up the row")
