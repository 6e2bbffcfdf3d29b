"""Fast modes against the obvious: one item and hour after the other, in fractions."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from models.billing.money import to_cents
from models.billing.usage import Item
from tests.billing_plans import START, bill, hours, pay_as_you_go, plan

HOURS = 60
USE = st.lists(st.integers(min_value=0, max_value=20), min_size=HOURS, max_size=HOURS)
PRICES = st.lists(
    st.one_of(st.none(), st.decimals(min_value=1, max_value=9, places=1)), min_size=3, max_size=3
)


def edges(count: int) -> list[datetime]:
    return [START + timedelta(hours=20 * number) for number in range(count)]


@settings(max_examples=40)
@given(use=USE, prices=PRICES, bid=st.decimals(min_value=1, max_value=9, places=1))
def test_spot(use: list[int], prices: list[Decimal | None], bid: Decimal) -> None:
    path = [
        {"at": at} | ({} if price is None else {"price": price})
        for at, price in zip(edges(3), prices, strict=True)
    ]
    expected = Fraction(0)
    for hour, cards in enumerate(use):
        price = prices[hour // 20]
        affordable = price is not None and price <= bid
        expected += cards * Fraction(price if affordable else 10)  # type: ignore[arg-type]
    found = bill(hours(*use), plan("spot", path=path, bid=bid), pay_as_you_go(10))
    assert found.total == to_cents(expected)


@settings(max_examples=40)
@given(use=USE, servers=st.integers(min_value=1, max_value=3))
def test_electricity(use: list[int], servers: int) -> None:
    tariff = [{"start": 8, "end": 22, "price": Decimal("0.9")}]
    tariff.append({"start": 22, "end": 8, "price": Decimal("0.3")})
    power = plan(
        "electricity",
        rated_kw=Decimal("10.2"),
        pue=Decimal("1.3"),
        idle_load_ratio=Decimal("0.25"),
        hours=tariff,
        purchase={"starts_on": date(2026, 1, 1), "units": servers},
    )
    by_price = {Fraction(9, 10): Fraction(0), Fraction(3, 10): Fraction(0)}
    for hour, cards in enumerate(use):
        busy = Fraction(min(cards, 8 * servers), 8)
        load = Fraction(1, 4) * servers + Fraction(3, 4) * busy
        price = Fraction(9, 10) if 8 <= hour % 24 < 22 else Fraction(3, 10)
        by_price[price] += load * Fraction("10.2") * Fraction("1.3") * price
    found = bill(hours(*use), power, pay_as_you_go(0))
    assert found.total == sum(to_cents(amount) for amount in by_price.values())


@settings(max_examples=40)
@given(use=USE)
def test_storage(use: list[int]) -> None:
    disk = Item("disk", unit="tb_hour", component="disk")
    days = [use[n : n + 24] for n in range(0, HOURS, 24)]
    tb_days = sum(-(-max(0, max(day) - 3) // 2) * 2 for day in days)
    rule = plan("storage", price=Decimal("0.5"), free_tb=Decimal(3), step_tb=Decimal(2))
    assert bill(hours(*use, item=disk), rule).total == Decimal(tb_days) / 2
