"""Servers of one's own from the few numbers that people have: price, power, place, staff."""

from dataclasses import dataclass
from decimal import Decimal

from models.billing.owned import OwnedServers, RunningCost
from models.billing.power import PowerDraw, Tariff, monthly_power_cost
from models.billing.printed import EQUIPMENT_TAX_RATE, SERVICE_TAX_RATE, PrintedAmount


@dataclass(frozen=True)
class Hosting:
    """What running a server costs beside power, yuan per server and month with tax."""

    cabinet_cny: Decimal = Decimal(0)
    network_cny: Decimal = Decimal(0)
    maintenance_cny: Decimal = Decimal(0)
    staff_cny: Decimal = Decimal(0)


def own_servers(
    servers: int,
    cards_per_server: int,
    price_per_server_cny: Decimal,
    draw: PowerDraw,
    tariff: Tariff,
    hosting: Hosting,
    hours_per_month: Decimal,
    utilisation_ratio: Decimal = Decimal(1),
    lead_time_months: int = 0,
) -> OwnedServers:
    """Prices with tax: equipment and electricity at 13 %, services at 6 %.

    Power follows the utilisation of the cards as `draw` says.
    """
    power = monthly_power_cost(draw, tariff, hours_per_month, utilisation_ratio)
    services = {
        "cabinet": hosting.cabinet_cny,
        "network": hosting.network_cny,
        "maintenance": hosting.maintenance_cny,
        "staff": hosting.staff_cny,
    }
    running = [RunningCost("electricity", _with_tax(power, EQUIPMENT_TAX_RATE, tariff.source))]
    running += [
        RunningCost(item, _with_tax(amount, SERVICE_TAX_RATE, "given"))
        for item, amount in services.items()
        if amount
    ]
    return OwnedServers(
        servers=servers,
        cards_per_server=cards_per_server,
        price_per_server=_with_tax(price_per_server_cny, EQUIPMENT_TAX_RATE, "given"),
        running=tuple(running),
        lead_time_months=lead_time_months,
    )


def _with_tax(amount: Decimal, rate: Decimal, source: str) -> PrintedAmount:
    return PrintedAmount(amount, tax_included=True, tax_rate=rate, source=source)
