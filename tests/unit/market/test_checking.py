"""A quote made comparable, by hand: tax, power, deposit; what it lacks; where it stands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.billing.power import PowerDraw, flat_tariff
from models.market.checking import House, Quote, against_pay_as_you_go, check_quote
from models.market.standing import Band, band_on, bands_of, same_chip, standing

BAND = Band("H100", date(2026, 7, 1), date(2026, 12, 31), Decimal(65_000), Decimal(85_000), "made")
HOUSE = House(
    tax_basis="included",
    hours_per_month=Decimal(720),
    draw=PowerDraw(Decimal("10.2"), Decimal("1.3")),
    tariff=flat_tariff("east", Decimal("0.65"), "made"),
    capital_rate_per_year=Decimal("0.12"),
)
SOUND = Quote(
    price=Decimal(72_000),
    unit="server_month",
    cards=8,
    chip="H100 SXM5",
    observed_on=date(2026, 9, 1),
    tax_included=True,
    power_included=True,
    network_included=True,
    term_months=12,
)


def test_a_quote_that_says_everything_is_only_brought_to_the_card_hour() -> None:
    # 72,000 / 8 / 720 = 12.5; the band is 11.284722 to 14.756944
    found = check_quote(SOUND, HOUSE, [BAND])
    assert found is not None
    assert (found.comparable, found.parts, found.missing) == (Decimal("12.5"), (), ())
    assert (found.standing.position, found.standing.is_far) == ("within", False)
    assert found.per_server_month(Decimal(720)) == 72_000


def test_tax_power_and_deposit_are_added_each_by_name() -> None:
    bare = replace(SOUND, tax_included=False, power_included=False, deposit_months=2)
    found = check_quote(bare, HOUSE, [BAND])
    assert found is not None
    # tax: 12.5 x 6 % = 0.75; power: 10.2 x 1.3 x 0.65 / 8 = 1.077375 an hour and card;
    # deposit: two months of 13.25 at 1 % a month = 0.265
    assert dict(found.parts) == {
        "tax": Decimal("0.75"),
        "power": Decimal("1.077375"),
        "deposit": Decimal("0.265"),
    }
    assert found.comparable == Decimal("14.592375")


@pytest.mark.parametrize(
    ("unit", "price"),
    [
        ("card_month", 9_000),
        ("server_day", 2_400),
        ("server_hour", 100),
        ("card_hour", "12.5"),
    ],
)
def test_the_unit_does_not_matter(unit: str, price: object) -> None:
    found = check_quote(replace(SOUND, unit=unit, price=Decimal(str(price))), HOUSE, [BAND])
    assert found is not None
    assert found.comparable == Decimal("12.5")


def test_what_a_quote_does_not_say_is_named_and_not_assumed() -> None:
    silent = replace(
        SOUND, tax_included=None, power_included=None, network_included=None, term_months=None
    )
    found = check_quote(silent, HOUSE, [BAND])
    assert found is not None
    assert found.missing == (
        "tax_not_said",
        "power_not_said",
        "network_not_said",
        "term_not_said",
    )
    assert found.comparable == Decimal("12.5")


def test_a_servers_rent_read_as_a_cards_is_not_believed_and_says_so() -> None:
    # 60,000 for one card: 83.333333 a card-hour, beyond twice the band; an eighth is 10.416667
    found = check_quote(replace(SOUND, cards=1, price=Decimal(75_000)), HOUSE, [BAND])
    assert found is not None
    assert found.standing.is_far
    assert found.standing.mistaken == ("server_for_card",)


def test_outside_its_days_a_band_judges_nothing() -> None:
    found = check_quote(replace(SOUND, observed_on=date(2027, 1, 1)), HOUSE, [BAND])
    assert found is not None
    assert (found.band, found.standing.position) == (None, "unknown")


def test_a_price_to_buy_is_no_rent() -> None:
    assert check_quote(replace(SOUND, unit="card"), HOUSE, [BAND]) is None


def test_from_which_use_on_the_quote_beats_the_hour() -> None:
    # worked example E1b: 60,000 for 8 cards against 35 a card-hour is 29.76 % at 720 h
    found = check_quote(replace(SOUND, price=Decimal(60_000)), HOUSE, [BAND])
    assert found is not None
    point = against_pay_as_you_go(found, Decimal(35), HOUSE)
    assert round(float(point.utilisation_ratio), 4) == 0.2976
    assert not against_pay_as_you_go(found, Decimal("7.8"), HOUSE).pays


def test_names_of_one_chip() -> None:
    assert same_chip("H100", "H100 SXM5")
    assert same_chip("A100 80G", "A100 SXM4 80G")
    assert not same_chip("H20 96G", "H20 141G")
    assert not same_chip("", "H100")


def test_the_newest_band_that_holds_judges() -> None:
    newer = replace(BAND, valid_from=date(2026, 9, 1), low=Decimal(80_000))
    assert band_on([BAND, newer], "H100", date(2026, 10, 1)) is newer
    assert band_on([BAND, newer], "H100", date(2026, 8, 1)) is BAND
    assert band_on([BAND], "H20", date(2026, 8, 1)) is None


def test_a_price_at_the_end_of_a_band_is_within_it() -> None:
    low, high = Decimal(10), Decimal(20)
    assert standing(Decimal(20), low, high).position == "within"
    assert standing(Decimal("20.01"), low, high).position == "above"
    assert not standing(Decimal(40), low, high).is_far
    assert standing(Decimal("40.01"), low, high).is_far
    assert standing(Decimal("4.99"), low, high).is_far


def test_bands_are_read_as_the_reference_has_them() -> None:
    row = {
        "chip": "H100",
        "valid_from": date(2026, 7, 1),
        "valid_to": date(2026, 12, 31),
        "low_cny_per_server_month": Decimal(65_000),
        "high_cny_per_server_month": Decimal(85_000),
        "source": "made",
    }
    assert bands_of([row]) == [BAND]
    assert BAND.per_card_hour(Decimal(720)) == (Decimal("11.284722"), Decimal("14.756944"))
