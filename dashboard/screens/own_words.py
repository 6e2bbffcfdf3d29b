"""The answer of the own screen in sentences and as a table."""

from collections.abc import Sequence
from decimal import Decimal

from dashboard import formats
from dashboard.i18n import t
from dashboard.screens.chart_texts import whole_percent
from models.ownership.options import Option
from models.ownership.question import Question

TRAP = "saves_money_loses_value"
COLUMNS = ("way", "total", "value", "saving", "npv", "payback", "hour", "verdict")
# Curves and tariffs that came with Suanli have words; one of somebody's own has its name.
CURVES = ("resale_low", "resale_high", "straight_line_5_years")


def headline(bought: Sequence[Option], months: int) -> str:
    """What to do, under all curves."""
    savings = sorted(abs(one.saving_present_value_cny) for one in bought)
    words = {"months": months, **_range(savings)}
    paying = [one for one in bought if one.verdict == "buy"]
    if len(paying) == len(bought):
        return t("own.head.buy", **words)
    if paying:
        return t("own.head.mixed", count=len(paying), all=len(bought))
    if any(one.verdict == TRAP for one in bought):
        return t("own.head.trap")
    return t("own.head.rent", **words)


def tax_word(question: Question) -> str:
    """Whether amounts have tax."""
    return t(f"common.header.tax_{question.tax_basis}")


def lines(question: Question, found: Sequence[Option]) -> list[tuple[str, bool]]:
    """What to know beside: the trap, payback, break-even rent, leasing."""
    bought = [one for one in found if one.way == "buy"]
    texts = [
        (
            t(
                "own.line.trap",
                curve=curve_word(one.residual_curve),
                saving=formats.money(one.saving_cny),
                loss=formats.money(-one.saving_present_value_cny),
            ),
            True,
        )
        for one in bought
        if one.verdict == TRAP
    ]
    texts.append((_payback(bought, question), False))
    rents = sorted(one.break_even_rent_cny_per_month or Decimal(0) for one in bought)
    asked = formats.money(question.rent_cny * question.servers)
    texts.append((t("own.line.break_even", rent=asked, **_range(rents)), False))
    leased = [one for one in found if one.way == "lease"]
    if leased:
        saving = leased[0].saving_present_value_cny
        key = "cheaper" if saving > 0 else "dearer"
        texts.append((t(f"own.line.lease_{key}", amount=formats.money(abs(saving))), False))
    return texts


def side_by_side(found: Sequence[Option]) -> str:
    """A Markdown table: it is shown before any data is loaded, too."""
    heads = [t(f"own.table.{name}") for name in COLUMNS]
    rows = [heads, [":--", *["--:"] * (len(heads) - 2), ":--"], *map(_row, found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def way_word(one: Option) -> str:
    """`buy (resale, low)`."""
    way = t(f"own.chart.{one.way}")
    return f"{way} ({curve_word(one.residual_curve)})" if one.residual_curve else way


def curve_word(name: str) -> str:
    """A curve's name in the reader's language."""
    return t(f"own.curve.{name}") if name in CURVES else name


def _row(one: Option) -> list[str]:
    is_rent = one.way == "rent"
    payback = formats.number(one.payback_month)
    return [
        way_word(one),
        formats.money(one.total_cny),
        formats.money(one.present_value_cny),
        formats.MISSING if is_rent else formats.money(one.saving_cny),
        formats.MISSING if is_rent else formats.money(one.saving_present_value_cny),
        formats.MISSING if is_rent else payback,
        formats.money(one.cny_per_used_card_hour),
        formats.MISSING if is_rent else t(f"own.verdict.{one.verdict}"),
    ]


def _payback(bought: Sequence[Option], question: Question) -> str:
    months = [one.payback_month for one in bought if one.payback_month is not None]
    if not months:
        return t("own.line.never", months=question.months + question.lead_months)
    return t("own.line.payback", month=_span([str(min(months)), str(max(months))]))


def _range(amounts: Sequence[Decimal]) -> dict[str, str]:
    return {"low": formats.money(amounts[0]), "high": formats.money(amounts[-1])}


def _span(ends: list[str]) -> str:
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def share_word(ratio: Decimal) -> str:
    """A share without decimals."""
    return whole_percent(float(ratio))
