"""Days of the year as people work them."""

import dataframely as dy

from data.tables import fields


class CoreCalendar(dy.Schema):
    """One row per country x day.

    In a year whose arrangement has not been announced (`is_announced` false), only what is certain
    is said: days that the law makes holidays. Everything else is null, never false, because days
    off and make-up working days may still be laid on it.
    """

    country = fields.text("country, ISO 3166", primary_key=True)
    local_date = dy.Date(description="day in that country", primary_key=True)
    is_weekend = dy.Bool(description="whether it falls on the country's weekend")
    is_holiday = dy.Bool(
        description="whether it is a public holiday or a day off moved to it; null: not announced",
        nullable=True,
    )
    holiday_name = dy.String(description="its name; null on other days", nullable=True)
    is_make_up_working_day = dy.Bool(
        description="whether a day of the weekend is worked in exchange; null: not announced",
        nullable=True,
    )
    is_working_day = dy.Bool(description="whether offices work; null: not announced", nullable=True)
    is_announced = dy.Bool(description="whether the year's arrangement of days off is known")
    source = fields.text("where the calendar comes from, with its version")
