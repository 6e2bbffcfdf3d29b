"""Numbers as people write them, rewritten plainly before they are parsed.

`７６，０００．５０`, `1,234,567.50`, `7.6万`, `¥76000`, `42%` and `4.2折` become `76000.50`,
`1234567.50`, `76000`, `76000`, `0.42` and `0.42`, digit by digit, so that nothing is rounded. What
may be read in two ways (`1,500`) stays as it is, and its row is rejected with a hint.
"""

import decimal
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import dataframely as dy
import polars as pl

_WIDE = "０１２３４５６７８９．，＋－−％￥＄：／\u3000"
_NARROW = "0123456789.,+--%¥$:/ "
_ODD_IN_NUMBERS = r"[^\s0-9.eE+-]"
_ODD_ELSEWHERE = r"[^ -~]"
_CURRENCY_SIGNS = {
    "CNY": ("¥", "CNY", "RMB", "元", "人民币"),
    "JPY": ("¥", "JPY", "円"),
    "USD": ("$", "US$", "USD", "美元"),
}
_SHIFTS = {"万": 4, "萬": 4, "亿": 8, "億": 8, "%": -2, "折": -1}
# Grouped by thousands where nobody can take the comma for a decimal point: several, or a point.
_GROUPED = r"[1-9]\d{0,2}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}"
_WRITTEN = (
    r"^(?<sign>[+-]?)(?<before>US\$|\$|¥|CNY|RMB|USD|JPY|人民币)?\s*"
    rf"(?<number>{_GROUPED}|\d+(?:\.\d*)?|\.\d+)\s*"
    r"(?<scale>[万萬亿億%折])?\s*(?<after>元|美元|円|CNY|RMB|USD|JPY)?$"
)
_DAY_IN_WORDS = r"^(\d{4})年(\d{1,2})月(\d{1,2})日\s*"
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,38}(\.\d{0,38})?([eE][+-]?\d{1,2})?")
_EXACTLY = decimal.Context(prec=200)
_ONE_COMMA = re.compile(r"^\D*[1-9]\d{0,2},\d{3}\D*$")


def narrow(text: str) -> str:
    """Full-width digits and signs as ASCII."""
    return text.translate(str.maketrans(_WIDE, _NARROW))


def is_ratio(column: dy.Column) -> bool:
    """Whether a column holds shares, so that a percent sign says what it says."""
    return (column.metadata or {}).get("unit") == "ratio"


def is_money(column: dy.Column) -> bool:
    """Whether a column holds amounts or prices in the currency of its row."""
    return isinstance(column.dtype, pl.Decimal) and not is_ratio(column)


def write_plainly(rows: pl.DataFrame, contract: type[dy.Schema]) -> pl.DataFrame:
    """Rewrite text cells of numbers, dates and flags; only those that have odd characters."""
    rewritten = []
    for name, column in contract.columns().items():
        if rows.schema.get(name) != pl.String or column.dtype == pl.String:
            continue
        odd = _ODD_IN_NUMBERS if column.dtype.is_numeric() else _ODD_ELSEWHERE
        at = rows[name].str.contains(odd).fill_null(value=False).arg_true()
        if at.is_empty():
            continue
        cell = pl.col(name).str.strip_chars().str.replace_many(list(_WIDE), list(_NARROW))
        if column.dtype.is_temporal():
            cell = cell.str.replace(_DAY_IN_WORDS, "${1}-${2}-${3} ").str.strip_chars()
        if column.dtype.is_numeric():
            currency = pl.col("currency") if "currency" in rows.columns else pl.lit("")
            cell = _rewrite(cell, column, currency)
        plain = rows[at].select(cell.alias(name)).to_series()
        rewritten.append(rows[name].clone().scatter(at, plain))
    return rows.with_columns(rewritten)


def write_exponents_out(cells: pl.Series, *, at_most_places: int | None) -> pl.Series:
    """Numbers with an exponent (4.7E-7) written out (0.00000047); others as they are.

    at_most_places: of binary fractions, whose further places are noise; others stay whole.
    """
    is_odd = r"[eE]|\.\d{19}" if at_most_places else "[eE]"
    odd = cells.filter(cells.str.contains(is_odd)).unique().drop_nulls()
    numbers = {text: Decimal(text.strip()) for text in odd if _PLAIN_NUMBER.fullmatch(text.strip())}
    if at_most_places:
        last = Decimal(1).scaleb(-at_most_places)
        numbers = {t: n.quantize(last, ROUND_HALF_UP, _EXACTLY) for t, n in numbers.items()}
    written = {text: format(number, "f") for text, number in numbers.items()}
    return cells.replace(written) if written else cells


def hint(cell: str, column: dy.Column) -> str:
    """What to change in a cell that is no number for this column; empty where nothing is known."""
    if not column.dtype.is_numeric():
        return ""
    text = narrow(cell.strip())
    if _ONE_COMMA.match(text):
        return f"; {cell} may mean {text.replace(',', '')} or {text.replace(',', '.')}: no comma"
    if "," in text:
        return "; its commas do not part thousands"
    if "折" in text:
        return "; 折 is read in pay_ratio alone, with one digit before it: 4.2折 pays 42 %"
    if "%" in text and not is_ratio(column):
        return "; a percent sign is read in columns of ratios alone"
    if any(sign in text for signs in _CURRENCY_SIGNS.values() for sign in signs):
        return "; a currency sign must be that of the row's currency, in a column of money"
    return ""


def _rewrite(cell: pl.Expr, column: dy.Column, currency: pl.Expr) -> pl.Expr:
    """The plain number where the cell can be read in one way for this column, else the cell."""
    part = cell.str.extract_groups(_WRITTEN).struct.field
    number, scale = part("number").str.replace_all(",", "", literal=True), part("scale")
    digits = number.str.extract(r"^(\d*)")
    decimals = number.str.extract(r"\.(\d*)$").fill_null("")
    plain = number
    for word, places in _SHIFTS.items():
        moved = _shift_up(digits, decimals, places) if places > 0 else _shift_down(number, -places)
        plain = pl.when(scale == word).then(moved).otherwise(plain)
    is_sound = number.is_not_null() & _fits(scale, number, column) & _agrees(part, currency, column)
    return pl.when(is_sound).then(part("sign") + plain.str.strip_suffix(".")).otherwise(cell)


def _shift_up(digits: pl.Expr, decimals: pl.Expr, places: int) -> pl.Expr:
    padded = decimals.str.pad_end(places, "0")
    return digits + padded.str.slice(0, places) + "." + padded.str.slice(places)


def _shift_down(number: pl.Expr, places: int) -> pl.Expr:
    padded = number.str.extract(r"^(\d*)").str.pad_start(places + 1, "0")
    decimals = number.str.extract(r"\.(\d*)$").fill_null("")
    return padded.str.head(-places) + "." + padded.str.tail(places) + decimals


def _fits(scale: pl.Expr, number: pl.Expr, column: dy.Column) -> pl.Expr:
    """Whether the word behind the number may stand in this column."""
    if not is_ratio(column):
        return scale.is_null() | scale.is_in(["万", "萬", "亿", "億"])
    tenths = scale.eq("折") & number.str.contains(r"^[1-9](\.\d*)?$")  # 85折 could be 8.5 or 85
    if not (column.metadata or {}).get("tenths"):
        tenths = pl.lit(value=False)
    return scale.is_null() | scale.eq("%") | tenths


def _agrees(part: Callable[[str], pl.Expr], currency: pl.Expr, column: dy.Column) -> pl.Expr:
    """Whether the signs before and after the number are those of the row's currency, or none."""
    signs = [part("before"), part("after")]
    no_sign = pl.all_horizontal(sign.is_null() for sign in signs)
    if not is_money(column):
        return no_sign
    named = currency.cast(pl.String).str.strip_chars()
    agreeing = [
        (named == name)
        & pl.all_horizontal(sign.is_null() | sign.is_in(list(words)) for sign in signs)
        for name, words in _CURRENCY_SIGNS.items()
    ]
    return no_sign | pl.any_horizontal(agreeing)
