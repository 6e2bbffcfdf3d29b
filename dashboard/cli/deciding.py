"""Commands that answer: forecast, plan, compare."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.console import AsJson, Home, emit, logged, open_home
from data.errors import UsageError

_MOST_DIGITS = 15  # before the point, or behind it


def forecast(
    pool: Annotated[
        str | None,
        typer.Option(
            help="Only print this pool (provider/region/pool/chip) as last published. Nothing is"
            " computed: pools learn from each other, and totals add up over all of them."
        ),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Forecast use, demand, cost, peaks and what else is metered, and publish; name the risks."""
    from dashboard.cli.forecasting import run_forecast
    from dashboard.cli.pool_forecast import show_pool

    if pool is None:
        run_forecast(home, as_json=as_json)
    else:
        show_pool(home, pool, as_json=as_json)


def plan(home: Home = None, as_json: AsJson = False) -> None:
    """Price every package on offer on each pool's real hours, and publish."""
    from dashboard import pipeline
    from dashboard.cli.buying import summary_of_due
    from dashboard.units import unit_in_words, units_bought
    from data.warehouse import open_snapshot, query

    workspace, settings = open_home(home)
    with logged(workspace, "plan") as tell:
        snapshot = pipeline.plan(workspace, settings)
        tell(pipeline.Published(snapshot, is_new=True, outcomes=[]))
    with open_snapshot(snapshot.path, settings.memory_limit) as connection:
        rows = query(connection, "SELECT * FROM out_break_even ORDER BY pool_id, term_months")
        due = query(connection, "SELECT * FROM out_ladder WHERE is_due").to_dicts()
    lines = [
        f"{row['pool_id']}: {row['offer_id']} breaks even at "
        f"{row['break_even_utilisation_ratio']:.1%}; {units_bought(row['best_units'])}"
        f" {unit_in_words(row['unit'])} would have cost least, "
        f"saving {row['best_saving_cny']:,} CNY"
        for row in rows.to_dicts()
    ]
    lines = lines or ["No package to compare: load a price book (`suanli template price_book`)."]
    lines += summary_of_due(due)
    emit(
        {"snapshot": snapshot.snapshot_id, "break_even": rows.to_dicts(), "due": len(due)},
        "\n".join(lines),
        as_json=as_json,
    )


def compare(
    rent: Annotated[
        str | None,
        typer.Option(help="Monthly rent of one server, CNY: a calculation without data."),
    ] = None,
    payg: Annotated[
        str | None, typer.Option(help="Pay-as-you-go price, CNY per card-hour.")
    ] = None,
    cards: Annotated[int, typer.Option(help="Cards in the server.")] = 8,
    hours_per_month: Annotated[
        str, typer.Option(help="Hours in a month of rent: 720 (Chinese trade) or 730.")
    ] = "720",
    pool: Annotated[
        str | None,
        typer.Option(help="Pool (provider/region/pool/chip) whose plans are set side by side."),
    ] = None,
    bill: Annotated[
        str | None, typer.Option(help="Plan whose bill is shown line by line, with --pool.")
    ] = None,
    plans: Annotated[
        list[Path] | None,
        typer.Option(
            "--plan", help="Plan file (TOML, .xlsx, .csv) to set beside them once, with --pool."
        ),
    ] = None,
    effective: Annotated[
        bool, typer.Option("--effective", help="That bill as it was used: Used and Unused rows.")
    ] = False,
    focus: Annotated[
        Path | None, typer.Option(help="Write that bill as a FOCUS 1.2 file (CSV).")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say from which use on a rented server pays; or set a pool's plans side by side."""
    from dashboard.cli.comparing import BillView, compare_pool

    view = BillView(bill, is_effective=effective, focus_file=focus)
    if pool is not None:
        compare_pool(pool, view, home, plans or [], as_json=as_json)
        return
    view.require_plan()
    if plans:
        raise UsageError(
            "A plan file is compared on the hours of a pool",
            where="--plan",
            remedy="Name the pool with --pool.",
        )
    _calculate(rent, payg, cards, hours_per_month, as_json=as_json)


def _calculate(
    rent: str | None, payg: str | None, cards: int, hours_per_month: str, *, as_json: bool
) -> None:
    from models.billing.break_even import break_even

    if rent is None or payg is None:
        raise UsageError(
            "There is nothing to compare",
            where="--rent and --payg, or --pool",
            remedy="Give a rent and a price by the hour, or the pool of a published snapshot.",
        )
    result = break_even(
        _number(rent, "--rent"),
        cards,
        _number(payg, "--payg"),
        _number(hours_per_month, "--hours-per-month"),
    )
    share = f"{result.utilisation_ratio:.2%}"
    hours = f"{result.break_even_hours_per_month:,.1f} of {hours_per_month} hours a month"
    if result.pays:
        answer = (
            f"The rental pays above {share} use ({hours}). At exactly that use both cost the same."
        )
    else:
        answer = f"The rental never pays: it would need {share} use ({hours})."
    noun = "card" if cards == 1 else "cards"
    basis = (
        f"Rent {rent} CNY a month for {cards} {noun} against {payg} CNY per card-hour; "
        f"rented and fully used, a card-hour costs {result.card_hour_price_at_full_use:.4f} CNY."
    )
    document = {
        "pays": result.pays,
        "break_even_utilisation_ratio": result.utilisation_ratio,
        "break_even_hours_per_month": result.break_even_hours_per_month,
        "card_hour_price_at_full_use_cny": result.card_hour_price_at_full_use,
        "hours_per_month": hours_per_month,
    }
    emit(document, f"{answer}\n{basis}", as_json=as_json)


def _number(text: str, option: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as broken:
        raise UsageError(
            f"{text!r} is not a number",
            where=option,
            remedy="Write digits with a point, such as 7.8.",
        ) from broken
    # What is beyond is no price, and its quotients may be more than decimals hold.
    if number.is_finite() and abs(number.adjusted()) >= _MOST_DIGITS:
        raise UsageError(
            f"{text} is beyond all prices", where=option, remedy="Stay within 10^-15 and 10^15."
        )
    return number


COMMANDS = (forecast, plan, compare)
