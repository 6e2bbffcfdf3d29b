"""What the price templates share: units in words, years as months, and the share that is paid."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import prod

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.numbers import narrow, write_plainly
from etl.reading import LINE_NUMBER, TextTable
from etl.source import SourceRow

# No card, server or month of one costs a billion; what is computed of more fits in no column.
MOST_PER_UNIT = 1_000_000_000
_AMBIGUOUS = ("discount", "discount_rate", "折扣", "折扣率", "割引", "割引率")
_MONEY_WORDS = {
    **{"人民币": "CNY", "美元": "USD", "US$": "USD", "元": "CNY", "円": "JPY", "$": "USD"},
    **{"CNY": "CNY", "RMB": "CNY", "USD": "USD", "JPY": "JPY"},
}
_SERVER = ("整机", "サーバー", "サーバ", "服务器", "server", "台")
_CARD = ("カード", "card", "gpu", "卡", "枚", "张")
_PERIODS = {  # hours last: their h also stands in month
    "day": ("day", "天", "日"),
    "month": ("month", "个月", "か月", "ヶ月", "月租", "月"),
    "year": ("year", "年租", "年"),
    "hour": ("小时", "時間", "hour", "时", "時", "h"),
}
_OF_CARDS = re.compile(r"(\d+)(?:卡|枚|x?gpu|card)(?=整机|服务器|サーバー|サーバ|server|台)")
_FILLERS = re.compile(r"[\s/・·每毎的()]|per")
_MILLION = 10**6  # a price has at most six decimals
_CELLS = ("unit", "cards", "price", "list_price")


class PricedRow(SourceRow):
    """Rules of every row that has a price per unit, and perhaps a list price and a pay ratio."""

    @dy.rule()
    def a_card_is_sold_as_one_card(cls) -> pl.Expr:
        """A price per card with 8 cards is eight times wrong one way or the other."""
        per_card = pl.col("unit").is_in(["card", "card_hour", "card_month"])
        return ~per_card | (pl.col("cards") == 1)

    @dy.rule()
    def a_pay_ratio_comes_with_its_list_price(cls) -> pl.Expr:
        """Beside a price alone nobody knows whether the ratio is already in it."""
        return pl.col("pay_ratio").is_null() | pl.col("list_price").is_not_null()

    @dy.rule()
    def price_is_list_price_times_pay_ratio(cls) -> pl.Expr:
        """Where all three are given and disagree, one of them is wrong."""
        wide = pl.Decimal(38, 12)  # a product of decimals keeps only the larger scale of the two
        paid = pl.col("list_price").cast(wide) * pl.col("pay_ratio").cast(wide)
        return pl.col("price").cast(wide) == paid


def list_price() -> dy.Decimal:
    """The column of the price before a discount."""
    return dy.Decimal(
        18,
        6,
        min_exclusive=0,
        nullable=True,
        description="price per `unit` before a discount; with pay_ratio it gives an empty `price`",
    )


def pay_ratio() -> dy.Decimal:
    """The column of the share of the list price that is paid."""
    return dy.Decimal(
        7,
        6,
        min_exclusive=0,
        max=1,
        nullable=True,
        description="share of list_price that is paid; 4.2折 pays 42 %",
        metadata={
            "unit": "ratio",
            "tenths": True,
            "expects": "the share that is paid, as 0.42, 42% or 4.2折",
        },
    )


@dataclass(frozen=True)
class Unit:
    """A unit in words: its name here, cards it says, currency it says, and whether it is a year."""

    name: str
    cards: str | None
    currency: str | None
    is_annual: bool


def read_unit(words: str) -> Unit | None:
    """What `元/8卡整机/月` or `月/台` says; None where it does not say both what and how long."""
    rest, currency = narrow(words).strip(), None
    for word, code in _MONEY_WORDS.items():
        if word in rest:
            rest, currency = rest.replace(word, "", 1), code
            break
    rest = _FILLERS.sub("", rest.lower())
    found = _OF_CARDS.search(rest)
    if found:
        rest = rest.replace(found[0], "", 1)
    rest, is_server = _take(rest, _SERVER)
    rest, is_card = _take(rest, _CARD)
    rest, periods = _take_period(rest)
    if rest or is_server == is_card or (found and not is_server) or len(periods) > 1:
        return None
    thing, period = "server" if is_server else "card", next(iter(periods), None)
    if period is None:
        return Unit(thing, found and found[1], currency, is_annual=False)
    if period == "day" and is_card:
        return None  # nobody sells a card by the day, and the tables have no such unit
    name = f"{thing}_{'month' if period == 'year' else period}"
    return Unit(name, found and found[1], currency, is_annual=period == "year")


def prepare_prices(table: TextTable, contract: type[dy.Schema]) -> TextTable:
    """Units in words to their names, annual prices to a month's, and list price x pay ratio.

    Exact or not at all: a result without an exact value stays a formula in its cell, so that the
    door rejects the row and shows it. Words that contradict the row's cards or currency stay too.

    Raises:
        NotWhatItClaimsError: a column is called discount, which may mean either share.
    """
    found = [name for name in table.rows.columns if name.lower() in _AMBIGUOUS]
    if found:
        raise NotWhatItClaimsError(
            f"A column is called {found[0]}: the share that is paid, or the share taken off?",
            remedy="Name it pay_ratio and give the share that is paid: 4.2折 pays 42 %, so 0.42.",
        )
    if "unit" not in table.rows.columns:
        return table  # the check for missing columns names it
    cells = _price_cells(table.rows, contract)
    changed = [
        {LINE_NUMBER: row[LINE_NUMBER], **changes}
        for row in cells.filter(_needs_reading()).iter_rows(named=True)
        if (changes := _read_row(row))
    ]
    if not changed:
        return table
    schema = {LINE_NUMBER: cells.schema[LINE_NUMBER]} | dict.fromkeys(_CELLS, pl.String)
    read = pl.DataFrame(changed, schema=schema)
    known = [name for name in _CELLS if name in table.rows.columns or name == "price"]
    rows = table.rows.with_columns(
        (
            pl.col(name).cast(pl.String) if name in table.rows.columns else pl.lit(None, pl.String)
        ).alias(name)
        for name in known
    )
    rows = rows.update(read.select(LINE_NUMBER, *known), on=LINE_NUMBER, maintain_order="left")
    return TextTable(rows, table.malformed)


def _price_cells(rows: pl.DataFrame, contract: type[dy.Schema]) -> pl.DataFrame:
    """Cells that prices are read from, as plain text; absent or blank ones are empty."""
    names = (*_CELLS, "pay_ratio", "currency")
    text = {
        name: pl.col(name).cast(pl.String).str.strip_chars().fill_null("")
        if name in rows.columns
        else pl.lit("")
        for name in names
    }
    return write_plainly(rows.select(LINE_NUMBER, **text), contract)


def _needs_reading() -> pl.Expr:
    in_words = ~pl.col("unit").is_in(["", *fields.PRICE_UNITS])
    discounted = (pl.col("price") == "") & (pl.col("list_price") != "")
    return in_words | discounted


def _read_row(row: dict[str, str]) -> dict[str, str]:
    """The cells of a row that read otherwise than they are written."""
    changes, months = {}, 1
    if row["unit"] not in fields.PRICE_UNITS:
        unit = read_unit(row["unit"])
        if unit is None or not _agrees(unit, row):
            return {}
        changes = {"unit": unit.name, "cards": unit.cards or row["cards"] or None}
        months = 12 if unit.is_annual else 1
    over = " / 12" if months > 1 else ""
    for name in ("price", "list_price"):
        if over and row[name]:
            changes[name] = _work_out(f"{row[name]}{over}", [row[name]], months)
    factors = [row["list_price"], row["pay_ratio"]]
    if not row["price"] and all(factors):
        changes["price"] = _work_out(f"{' x '.join(factors)}{over}", factors, months)
    return {name: cell for name, cell in changes.items() if cell is not None}


def _agrees(unit: Unit, row: dict[str, str]) -> bool:
    return unit.currency in (None, row["currency"]) and (
        unit.cards is None or row["cards"] in ("", unit.cards)
    )


def _work_out(formula: str, factors: list[str], divisor: int) -> str:
    """The product by the divisor where it has at most six decimals, else the formula."""
    try:
        exact = prod((Fraction(Decimal(factor)) for factor in factors), start=Fraction(1))
    except (InvalidOperation, ValueError, OverflowError):
        return formula
    result = exact * _MILLION / divisor
    return f"{Decimal(result.numerator) / _MILLION:f}" if result.denominator == 1 else formula


def _take(text: str, words: tuple[str, ...]) -> tuple[str, bool]:
    """The text without the first of the words it has, and whether it has one."""
    word = next((word for word in words if word in text), None)
    return (text, False) if word is None else (text.replace(word, "", 1), True)


def _take_period(text: str) -> tuple[str, list[str]]:
    periods = []
    for period, words in _PERIODS.items():
        text, is_there = _take(text, words)
        periods += [period] * is_there
    return text, periods
