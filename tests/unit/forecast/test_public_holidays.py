from datetime import date

from models.forecast.public_holidays import list_public_holidays


def test_bridging_days_bear_the_name_of_the_holiday_they_prolong() -> None:
    days = list_public_holidays("CN", date(2025, 1, 27), date(2025, 2, 10))
    # 28 January is New Year's Eve; 3 and 4 February are given for two worked weekends.
    assert days == {
        date(2025, 1, 28): "Chinese New Year",
        date(2025, 1, 29): "Chinese New Year",
        date(2025, 1, 30): "Chinese New Year",
        date(2025, 1, 31): "Chinese New Year",
        date(2025, 2, 3): "Chinese New Year",
        date(2025, 2, 4): "Chinese New Year",
    }


def test_names_come_back_every_year() -> None:
    years = [
        set(list_public_holidays("CN", date(year, 1, 1), date(year, 12, 31)).values())
        for year in (2025, 2026, 2027)
    ]
    assert years[0] == years[1] == years[2]
    assert "National Day" in years[0]
