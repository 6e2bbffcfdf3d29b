"""Public holidays under names that come back every year, so that an effect can be learned."""

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


def list_public_holidays(country: str, first_day: date, last_day: date) -> dict[date, str]:
    """Days off from `first_day` to `last_day`, in order, each with its holiday's name.

    The calendar calls a bridging day "Day off (substituted from 01/26/2025)", a name that never
    comes again; it gets the name of the holiday that it prolongs, and is left out where it
    prolongs none.
    """
    from holidays import country_holidays

    years = range(first_day.year, last_day.year + 1)
    named: dict[date, str] = {}
    prolonged, until = "", date.min
    for day, text in sorted(country_holidays(country, years=years, language="en_US").items()):
        name = text.split(" (")[0]
        if name != _SUBSTITUTE:
            prolonged, until = _SAME_HOLIDAY.get(name, name), day + timedelta(_ADJACENT_DAYS)
        if day <= until:
            named[day] = prolonged
    return {day: name for day, name in named.items() if first_day <= day <= last_day}
