"""`suanli compare --pool`: the table of plans and one plan's bill, as the screen has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.cli.console import emit, open_home
from data.errors import UsageError

if TYPE_CHECKING:
    from models.billing.compare import Compared
    from models.offers.side_by_side import SideBySide

_SHORT = 60  # characters of a refusal in text; JSON has all


@dataclass(frozen=True)
class BillView:
    """Which plan's bill is shown: as billed, or as used; and where its FOCUS file goes."""

    plan_id: str | None = None
    is_effective: bool = False
    focus_file: Path | None = None

    def require_plan(self) -> None:
        """Raises UsageError where a view of a bill is asked for without its plan."""
        if self.plan_id is None and (self.is_effective or self.focus_file):
            raise UsageError(
                "The effective view and a FOCUS file are of one plan's bill",
                where="--effective" if self.is_effective else "--focus",
                remedy="Name the plan with --bill, and the pool with --pool.",
            )


def compare_pool(
    pool_id: str, view: BillView, home: Path | None, files: Sequence[Path], *, as_json: bool
) -> None:
    """Print every plan that suits the pool, cheapest first, or one plan's bill.

    Plans of `files` are compared beside the workspace's own, this once.

    Raises:
        InputError: a plan file has a fault, or a plan that is there already.
        NoSnapshotError: nothing has been published.
        UsageError: the pool or the plan is not there, or the pool cannot be priced.
    """
    view.require_plan()
    from dashboard.plans_table import assumptions, plan_rows

    found = _found(pool_id, home, files)
    rows = plan_rows(found.sides)
    document: dict[str, Any] = {
        "pool_id": pool_id,
        "window": [found.window.days[0].isoformat(), found.window.days[-1].isoformat()],
        "plans": rows.to_dicts(),
        "assumed": {
            side.compared.plan_id: side.sale.assumptions
            for side in found.sides
            if side.sale.assumptions
        },
        "ties": [one.plan_id for one in found.comparison.ties],
        "refused": [{"plan_id": one.plan_id, "missing": one.missing} for one in found.refused],
    }
    lines = [_plan_line(row) for row in rows.to_dicts()]
    if view.plan_id is not None:
        lines = _show_bill(found, view.plan_id, view, document)
    lines += [f"assumed: {one}: {words}" for one, words in assumptions(found.sides)]
    ties = found.comparison.ties
    lines += [f"{one.plan_id} costs the same as the cheapest" for one in ties]
    lines += [
        f"not compared: {one.plan_id}: {', '.join(one.missing)[:_SHORT]}" for one in found.refused
    ]
    emit(document, "\n".join(lines), as_json=as_json)


def _show_bill(
    found: "SideBySide", plan_id: str, view: BillView, document: dict[str, Any]
) -> list[str]:
    """One plan's bill as lines; its rows are added to the document, its FOCUS file is written."""
    from dashboard.effective_view import effective_frame, focus_of
    from dashboard.plans_table import bill_rows
    from data.files import write_text

    one = _side(found, plan_id)
    if view.is_effective:
        document["effective"] = effective_frame(one).to_dicts()
        lines = [_effective_line(row) for row in document["effective"]]
    else:
        document["bill"] = bill_rows(found.case, one).to_dicts()
        lines = [_bill_line(row) for row in document["bill"]]
    if view.focus_file:
        write_text(view.focus_file, focus_of(one).write_csv())
        document["focus_file"] = str(view.focus_file)
        lines.append(f"FOCUS 1.2: {view.focus_file}")
    return lines


def _found(pool_id: str, home: Path | None, files: Sequence[Path]) -> "SideBySide":
    from dashboard.i18n import t
    from data.snapshot import require_current
    from data.warehouse import open_snapshot
    from models.offers.side_by_side import side_by_side
    from models.offers.window import why_unpriced
    from models.plan_library import read_own_plans, read_plan_file, read_plans, with_brought

    workspace, settings = open_home(home)
    current = require_current(workspace)
    reference = [plan for versions in read_plans().values() for plan in versions]
    own = read_own_plans(workspace.plans)
    for file in files:
        own = with_brought(own, read_plan_file(file), str(file))
    with open_snapshot(current.path, settings.memory_limit) as connection:
        found = side_by_side(connection, settings, pool_id, own, reference)
        why = "" if found else why_unpriced(connection, settings, pool_id)
    if found is None:
        raise UsageError(
            f"The pool {pool_id} cannot be priced: {t(f'words.missing.{why}')} ({why})",
            where="--pool",
            remedy="Write it as provider/region/pool/chip, and load what is missing.",
        )
    return found


def _side(found: "SideBySide", plan_id: str) -> "Compared":
    sides = {side.compared.plan_id: side.compared for side in found.sides}
    if plan_id not in sides:
        raise UsageError(
            f"There is no plan {plan_id!r} for this pool",
            where="--bill",
            remedy=f"Known: {', '.join(sides)}.",
        )
    return sides[plan_id]


def _plan_line(row: dict[str, Any]) -> str:
    ratio = row["break_even_utilisation_ratio"]
    pays = "" if ratio is None else f", pays from {ratio:.1%} use"
    if ratio is not None and ratio >= 1:
        pays = f", never pays ({ratio:.1%} use)"
    useful = row["effective_cny_per_useful_card_hour"]
    rate = "" if useful is None else f" ({useful:.2f} useful)"
    effective = row["effective_cny_per_card_hour"]
    return (
        f"{_bought(row)}{row['offer_id']}: {row['cost_cny']:,} CNY, saving"
        f" {row['saving_cny']:,}"
        + ("" if effective is None else f", {effective:.2f} a card-hour{rate}")
        + pays
    )


def _bought(row: dict[str, Any]) -> str:
    """What is bought, in front of the plan's name; nothing where use is paid."""
    from dashboard.units import units_bought

    if row["unit"] == "use":
        return ""
    much = units_bought(row["units"])
    return f"{much} an hour in " if row["unit"] == "currency_per_hour" else f"{much} x "


def _bill_line(row: dict[str, Any]) -> str:
    from dashboard.units import unit_in_words

    return (
        f"{row['start_date']} to {row['end_date']}  {row['offer_id']}  {row['rule']}: "
        f"{row['quantity'].normalize():,f} {unit_in_words(row['unit'])}"
        f" x {row['unit_rate'].normalize():,f}"
        f" {row['currency']} = {row['charged']:,} ({row['amount_cny']:,} CNY)"
        f"  [{row['offer_source']}]"
    )


def _effective_line(row: dict[str, Any]) -> str:
    from dashboard.units import unit_in_words

    return (
        f"{row['start_date']} to {row['end_date']}  {row['line_kind']}  {row['rule']}: "
        f"{row['quantity'].normalize():,f} {unit_in_words(row['unit'])}"
        f"  billed {row['billed_amount']:,} CNY, effective {row['effective_amount']:,} CNY"
    )
