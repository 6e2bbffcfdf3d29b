"""`suanli chips`: domestic against imported chips at one efficiency, and what would change it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home
from data.errors import UsageError

if TYPE_CHECKING:
    from models.chips.switching import Switch

# The catalogue's dense figure is FP16's, which is BF16's on every chip in it.
Precision = Literal["bf16", "fp16"]
Rent = Annotated[float | None, typer.Option(min=0, help="Yuan per server and month.")]


def chips(
    efficiency: Annotated[
        float, typer.Option(min=0, max=1, help="Share of its dense peak a domestic chip gives.")
    ] = 0.8,
    goodput: Annotated[
        float, typer.Option(min=0, max=1, help="The same of an imported chip.")
    ] = 0.9,
    precision: Annotated[Precision, typer.Option(help="Of the dense peak.")] = "bf16",
    imported_rent: Rent = None,
    domestic_rent: Rent = None,
    ratio: Annotated[
        float, typer.Option(min=0, help="Throughput of the domestic card beside the imported one.")
    ] = 0.45,
    migration: Annotated[
        float, typer.Option(min=0, help="Yuan to move onto one domestic server, once.")
    ] = 0.0,
    term: Annotated[int, typer.Option(min=1, help="Months that the server is used.")] = 12,
    hours_per_month: Annotated[float, typer.Option(min=1, help="720, or 730.")] = 720.0,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Rank chips by yuan per useful PFLOP-hour; or compare two rents, which needs no data.

    With --imported-rent and --domestic-rent it says which of two 8-card servers is cheaper per
    useful hour, and from which efficiency, rent or cost of moving the other one is.
    """
    if (imported_rent is None) != (domestic_rent is None):
        raise UsageError(
            "Two rents are compared",
            where="--imported-rent, --domestic-rent",
            remedy="Give both, or neither to rank the chips of the workspace.",
        )
    if imported_rent is None or domestic_rent is None:
        _rank(home, efficiency, goodput, precision, as_json=as_json)
        return
    from models.billing.unit_costs import Efficiency
    from models.chips.switching import Server, switch

    worth = Efficiency(_exact(ratio), _exact(efficiency))
    found = switch(
        Server(_exact(imported_rent), 8, Efficiency(goodput_ratio=_exact(goodput))),
        Server(_exact(domestic_rent), 8, worth, _exact(migration), term),
        _exact(hours_per_month),
    )
    emit(vars(found), _switch_line(found), as_json=as_json)


def _rank(
    home: Any, efficiency: float, goodput: float, precision: Precision, *, as_json: bool
) -> None:
    from data.snapshot import require_current
    from data.warehouse import open_snapshot, query, read_sql
    from models.chips.prices import chip_prices
    from models.chips.ranking import best_of_each_chip, ranked

    workspace, settings = open_home(home)
    with open_snapshot(require_current(workspace).path, settings.memory_limit) as connection:
        rows, fx = (
            query(connection, read_sql("dashboard", name))
            for name in ("chips_prices", "chips_rates")
        )
    everything = ranked(chip_prices(rows, fx, settings), _exact(efficiency), _exact(goodput))
    best = best_of_each_chip(everything).to_dicts()
    document = {"precision": precision, "chips": best, "prices": everything.to_dicts()}
    nothing = "No chip has a price: load a price book or quotes (`suanli template price_book`)."
    emit(document, "\n".join(map(_chip_line, best)) or nothing, as_json=as_json)


def _exact(number: float) -> Decimal:
    """The decimal that was typed."""
    return Decimal(str(number))


def _chip_line(row: dict[str, Any]) -> str:
    kind = "offered" if row["kind"] == "offer" else "quoted"
    return (
        f"{row['chip']} ({row['origin']}): {row['cny_per_useful_pflop_hour']:.2f} CNY per useful"
        f" PFLOP-hour at {row['efficiency_ratio']:.0%} of {row['dense_tflops']:g} TFLOPS;"
        f" {row['server_cny_per_month']:,} CNY per 8 cards and month, {kind} by {row['seller']}"
        f" on {row['priced_on']}"
    )


def _switch_line(found: "Switch") -> str:
    moving = (
        "moving would not pay at no cost"
        if found.migration_cny is None
        else f"moving may cost up to {found.migration_cny:,} CNY a server"
    )
    efficiency = found.efficiency_ratio
    reached = f"from {efficiency:.1%} efficiency on" if efficiency <= 1 else "at no efficiency"
    cheaper = {"tie": "both cost the same"}.get(found.cheaper, f"{found.cheaper} is cheaper")
    return (
        f"Imported {found.imported_cny_per_useful_hour:.4f}, domestic"
        f" {found.domestic_cny_per_useful_hour:.4f} CNY per useful card-hour: {cheaper}.\n"
        f"Domestic pays {reached}, below a rent of {found.rent_cny_per_month:,} CNY a month;"
        f" {moving}."
    )
