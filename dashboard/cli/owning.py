"""`suanli own`: buy, rent or lease the same servers, under every residual curve."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, emit
from data.errors import UsageError

if TYPE_CHECKING:
    from models.billing.power import Tariff
    from models.ownership.options import Option

_VERDICTS = {
    "buy": "pays",
    "rent": "does not pay: renting costs less",
    "tie": "",
    "saves_money_loses_value": "SAVES MONEY BUT LOSES VALUE: fewer yuan in all, paid too early",
}
# What is beyond is a slip of the hand, and prints hundreds of digits.
_MOST_CNY, _MOST_COUNT, _MOST_RATE = 1e12, 1_000_000, 10

PriceOption = Annotated[
    float, typer.Option(min=0, max=_MOST_CNY, help="Yuan per server, with tax.")
]
RentOption = Annotated[
    float, typer.Option(min=0, max=_MOST_CNY, help="Yuan per server and month, with tax.")
]
MonthsOption = Annotated[int, typer.Option(min=1, max=600, help="Months of use.")]
ServersOption = Annotated[int, typer.Option(min=1, max=_MOST_COUNT, help="Servers.")]
CardsOption = Annotated[int, typer.Option(min=1, max=_MOST_COUNT, help="Cards per server.")]
RateOption = Annotated[
    float, typer.Option(min=0, max=_MOST_RATE, help="Cost of capital a year: 0.10.")
]
KwOption = Annotated[
    float,
    typer.Option(min=0, max=_MOST_COUNT, help="Rated power of a server, kW; 0: hosting has it."),
]
LoadOption = Annotated[
    float, typer.Option(min=0, max=1, help="Share of the rated power that is drawn: 0.8.")
]
PueOption = Annotated[float, typer.Option(min=1, help="PUE of the building.")]
TariffOption = Annotated[str, typer.Option(help="Electricity: a region's tariff, or yuan per kWh.")]
HostingOption = Annotated[
    float,
    typer.Option(min=0, max=_MOST_CNY, help="Cabinet, network, maintenance, staff: yuan a month."),
]
UtilisationOption = Annotated[float, typer.Option(min=0, max=1, help="Share of hours used.")]
LeadMonthsOption = Annotated[int, typer.Option(min=0, max=600, help="Months until delivery.")]
LeaseOption = Annotated[
    float | None, typer.Option(min=0, max=_MOST_CNY, help="Yuan per server and month of a lease.")
]
BuyoutOption = Annotated[
    float | None,
    typer.Option(min=0, max=_MOST_CNY, help="Yuan per server to keep it after the lease."),
]
HoursPerMonthOption = Annotated[float, typer.Option(min=1, max=744, help="720, or 730.")]


def own(
    price: PriceOption,
    rent: RentOption,
    months: MonthsOption = 36,
    servers: ServersOption = 1,
    cards: CardsOption = 8,
    rate: RateOption = 0.10,
    kw: KwOption = 10.2,
    load: LoadOption = 1.0,
    pue: PueOption = 1.3,
    tariff: TariffOption = "east_low",
    hosting: HostingOption = 0.0,
    utilisation: UtilisationOption = 1.0,
    lead_months: LeadMonthsOption = 0,
    lease: LeaseOption = None,
    buyout: BuyoutOption = None,
    hours_per_month: HoursPerMonthOption = 720.0,
    as_json: AsJson = False,
) -> None:
    """Buy, rent or lease: money, value, payback and cost per card-hour, for three residual curves.

    Prices, rents and the result are with tax.
    """
    from data.reference.ownership import read_residual_curves
    from models.billing.residual import curves_of
    from models.ownership.question import Question, answer

    question = Question(
        _exact(price),
        _exact(rent),
        _tariff(tariff),
        months,
        servers,
        cards,
        _exact(rate),
        _exact(kw),
        _exact(load),
        pue=_exact(pue),
        hosting_cny=_exact(hosting),
        utilisation_ratio=_exact(utilisation),
        lead_months=lead_months,
        lease_cny=None if lease is None else _exact(lease),
        buyout_cny=None if buyout is None else _exact(buyout),
        hours_per_month=_exact(hours_per_month),
    )
    found = answer(question, curves_of(read_residual_curves().iter_rows(named=True)))
    document = {"options": [_document(one) for one in found]}
    emit(document, "\n".join(map(_line, found)), as_json=as_json)


def _exact(number: float) -> Decimal:
    """The decimal that was typed."""
    return Decimal(str(number))


def _tariff(named: str) -> "Tariff":
    from data.reference.ownership import read_electricity_tariffs
    from models.billing.power import tariffs_of
    from models.ownership.question import price_of_power

    known = tariffs_of(read_electricity_tariffs().iter_rows(named=True))
    found = price_of_power(named, known)
    if found is None:
        raise UsageError(
            f"{named!r} is neither a tariff nor a price",
            where="--tariff",
            remedy=f"Write yuan per kWh, or one of {', '.join(t.region for t in known)}.",
        )
    return found


def _document(one: "Option") -> dict[str, Any]:
    return {
        **{name: value for name, value in vars(one).items() if name != "flows"},
        "flows": [vars(flow) for flow in one.flows],
    }


def _line(one: "Option") -> str:
    curve = f" ({one.residual_curve})" if one.residual_curve else ""
    text = (
        f"{one.way}{curve}: {one.total_cny:,} CNY in all, present value {one.present_value_cny:,},"
        f" {one.cny_per_used_card_hour:.2f} a used card-hour"
    )
    if one.way == "rent":
        return text
    payback = "never" if one.payback_month is None else f"after {one.payback_month} months"
    pays = one.break_even_rent_cny_per_month
    above = "" if pays is None else f", from a rent of {pays:,} a month on"
    verdict = _VERDICTS[one.verdict]
    return f"{text}; paid back {payback}{above}; {verdict}".rstrip("; ")
