"""Days off and make-up working days, under names that come back every year to be learned from.

A country that exchanges days announces in the year before which days of which weekends are worked
for which days off. What was not announced by a forecast's cut-off is not known to it.
"""

from datetime import date, timedelta

COUNTRY_BY_TIME_ZONE = {
    "Asia/Shanghai": "CN",
    "Asia/Chongqing": "CN",
    "Asia/Harbin": "CN",
    "Asia/Urumqi": "CN",
    "PRC": "CN",
}
_SUBSTITUTE = "Day off"
_ADJACENT_DAYS = 10
_SAME_HOLIDAY = {"Chinese New Year's Eve": "Chinese New Year"}
MAKE_UP_DAY = "Make-up working day"
# The State Council announced them between late October and 16 December of the year before.
_ANNOUNCED_BY = (12, 17)


def list_public_holidays(
    country: str, first_day: date, last_day: date, known_on: date = date.max
) -> dict[date, str]:
    """Days off from `first_day` to `last_day`, in order, each with its holiday's name.

    Of a year that was not announced by `known_on` the days that the law names. The calendar calls a
    bridging day "Day off (substituted from 01/26/2025)", a name that never comes again; it gets the
    name of the holiday that it prolongs, and is left out where it prolongs none.
    """
    from holidays import country_holidays

    years = range(first_day.year, last_day.year + 1)
    named: dict[date, str] = {}
    prolonged, until = "", date.min
    for day, text in sorted(country_holidays(country, years=years, language="en_US").items()):
        name = text.split(" (")[0]
        if name == _SUBSTITUTE and not _is_announced(day.year, known_on):
            continue
        if name != _SUBSTITUTE:
            prolonged, until = _SAME_HOLIDAY.get(name, name), day + timedelta(_ADJACENT_DAYS)
        if day <= until:
            named[day] = prolonged
    return {day: name for day, name in named.items() if first_day <= day <= last_day}


def list_make_up_days(
    country: str, first_day: date, last_day: date, known_on: date = date.max
) -> list[date]:
    """Days of weekends that are worked for days off elsewhere, as announced by `known_on`."""
    from holidays import country_holidays

    years = range(first_day.year, last_day.year + 1)
    return [
        day
        for day in sorted(country_holidays(country, years=years).weekend_workdays)
        if first_day <= day <= last_day and _is_announced(day.year, known_on)
    ]


def _is_announced(year: int, known_on: date) -> bool:
    return known_on.year >= year or known_on >= date(year - 1, *_ANNOUNCED_BY)
