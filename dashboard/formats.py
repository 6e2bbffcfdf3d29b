"""Numbers, money and dates as people read them: one function each, for screens and exports.

Chinese counts in 万, 亿 and 万亿, Japanese in 万, 億 and 兆, English in K, M, B and T. Japanese
writes yuan as 元 behind the number, because a reader there takes ¥ for yen. A figure is rounded
once, from its exact value, half away from zero: the rule of `models.billing.money`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil, floor, isfinite, log10
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

from dashboard.i18n import Language, current_language, t
from dashboard.showing import HOME, shown, with_currency
from data.pool_id import PARTS, parts_of
from models.billing.money import round_half_away

MISSING = "–"
_ALMOST_NEVER = 0.005
_MINUS = "−"
_JOINER = "\u2060"  # word joiner: no width, no line break
_BABEL_LOCALE: dict[Language, str] = {"en": "en_GB", "zh_CN": "zh_CN", "ja": "ja"}
_SCALES: dict[Language, tuple[tuple[int, str], ...]] = {  # smallest first
    "en": ((10**3, "K"), (10**6, "M"), (10**9, "B"), (10**12, "T")),
    "zh_CN": ((10**4, "万"), (10**8, "亿"), (10**12, "万亿")),
    "ja": ((10**4, "万"), (10**8, "億"), (10**12, "兆")),
}
_TICK_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
Amount = Decimal | float | int
Ticks = tuple[Sequence[float], Sequence[str]]


def money(amount_cny: Amount | None, *, compact: bool = True) -> str:
    """Yuan: `¥3,186万`, `3,186万元`, `¥31.9M`; to the cent with `compact=False`.

    In another currency where the reader has chosen one (dashboard/showing.py): `USD 4.79M`.
    """
    if amount_cny is None:
        return MISSING
    size = _size(amount_cny) / shown().cny_per_unit
    text = _compact(size, small="#,##0.00") if compact else _plain(size, "#,##0.00")
    return _signed(_in_currency(text), amount_cny)


def money_change(amount_cny: Amount) -> str:
    """Yuan more or less, as `money`, with a plus before a rise; zero has no sign."""
    return signed(money(amount_cny), amount_cny)


def percent_change(ratio: Amount, digits: int = 1) -> str:
    """A share more or less, as `percent`, with a plus before a rise; zero has no sign."""
    return signed(percent(ratio, digits), ratio)


def signed(text: str, change: Amount) -> str:
    """The text of a change, which has its minus, with a plus before a rise."""
    return _unbroken("+", text) if change > 0 else text


def number(value: Amount | None, digits: int = 0) -> str:
    """A plain number with grouped thousands and a fixed number of decimals."""
    if value is None:
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _signed(_plain(_size(value), pattern), value)


def factor(times: Amount) -> str:
    """How many times as much: `97`, `3`, `0.25`."""
    return _signed(_plain(_size(times), "#,##0" if _size(times) >= 10 else "#,##0.##"), times)


def card_hours(value: Amount | None, *, compact: bool = True) -> str:
    """Card-hours with their unit: `1.2万卡时`, `12.3K card-hours`."""
    if value is None:
        return MISSING
    size = _size(value)
    text = _compact(size, small="#,##0.#") if compact else _plain(size, "#,##0.##")
    return t("common.unit.card_hours", value=_signed(text, value))


def compact(value: Amount | None) -> str:
    """A quantity whose unit stands beside it: `1.23万`, `12.3K`."""
    return MISSING if value is None else _signed(_compact(_size(value), "#,##0.#"), value)


@lru_cache(maxsize=1 << 13)
def short_pool(pool_id: str) -> str:
    """`provider/region/pool/chip` -> `pool/chip`, enough to know it by in a sentence.

    What is no pool's id, such as a chip, stays as it is.
    """
    if pool_id.count("/") < PARTS - 1:
        return pool_id
    _, _, pool, chip = parts_of(pool_id)
    return pool if chip == "unknown" else f"{pool}/{chip}"


@lru_cache(maxsize=1 << 13)  # sessions keep lists of them: one copy
def long_pool(pool_id: str) -> str:
    """`provider/region/pool/chip` -> `pool/chip · provider, region`: what differs comes first."""
    provider, region, _, _ = parts_of(pool_id)
    return f"{short_pool(pool_id)} · {provider}, {region}"


def percent(ratio: Amount | None, digits: int = 1) -> str:
    """A share as per cent: 0.3142 -> `31.4%`; a little that would show as nothing -> `<0.1%`."""
    if ratio is None:
        return MISSING
    least = 10.0**-digits
    if 0 < _size(ratio) < least / 200:
        return _signed(f"<{number(least, digits)}%", ratio)
    return f"{number(_exact(ratio) * 100, digits)}%"


def chance(probability: Amount | None) -> str:
    """A probability: of so many sample paths all or none are no proof: `>99%`, `<1%`."""
    if probability is None or _ALMOST_NEVER < probability < 1 - _ALMOST_NEVER:
        return percent(probability, 0)
    return ">99%" if probability > _ALMOST_NEVER else "<1%"


def day(value: date | None) -> str:
    """A day: `21 Nov 2026`, `2026年11月21日`."""
    return MISSING if value is None else _day(value, current_language())


@lru_cache(maxsize=1 << 13)
def _day(value: date, language: Language) -> str:
    style = "medium" if language == "en" else "long"
    return format_date(value, style, locale=_babel_locale(_BABEL_LOCALE[language]))


def month(value: date | None) -> str:
    """A month: `Nov 2026`, `2026年11月`."""
    return MISSING if value is None else format_skeleton("yMMM", value, locale=_locale())


def quarter(value: date | None) -> str:
    """A quarter: `Q4 2026`, `2026年第4季度`."""
    skeleton = "yQQQ" if current_language() == "en" else "yQQQQ"
    return MISSING if value is None else format_skeleton(skeleton, value, locale=_locale())


def moment(value_utc: datetime | None, time_zone: str) -> str:
    """A UTC time, shown in the company's zone: `21 Nov 2026 14:00`."""
    if value_utc is None:
        return MISSING
    aware = value_utc if value_utc.tzinfo else value_utc.replace(tzinfo=ZoneInfo("UTC"))
    local = aware.astimezone(ZoneInfo(time_zone))
    return f"{day(local.date())} {format_datetime(local, 'HH:mm', locale=_locale())}"


def money_ticks(low: float, high: float, count: int = 5) -> Ticks:
    """Round axis positions between `low` and `high` and their labels in the currency shown."""
    rate = float(shown().cny_per_unit)
    values, labels = _ticks(low / rate, high / rate, count, _in_currency)
    return values if rate == 1 else [value * rate for value in values], labels


def number_ticks(low: float, high: float, count: int = 5) -> Ticks:
    """The same for plain quantities such as card-hours, whose unit the title says."""
    return _ticks(low, high, count, str)


def _ticks(low: float, high: float, count: int, dress: Callable[[str], str]) -> Ticks:
    """All labels of one axis share one unit (万, 亿, M ...), that of its largest position."""
    span = high - low
    if not (isfinite(span) and span > 0):
        return [low], [_signed(dress(_compact(_size(low), "#,##0.##")), low)]
    step = _round_step(span / count)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    values = [round(step * n, 6) for n in range(first, last + 1)]
    divisor, unit = _scale(max(abs(value) for value in values))
    digits = _digits_needed(step / divisor)
    labels = [_signed(dress(number(abs(v) / divisor, digits) + unit), v) for v in values]
    return values, ["0" if value == 0 else text for value, text in zip(values, labels, strict=True)]


def _round_step(at_least: float) -> float:
    magnitude = 10.0 ** floor(log10(at_least))
    return next(s for s in _TICK_STEPS if s * magnitude >= at_least * (1 - 1e-9)) * magnitude


def _digits_needed(step: float) -> int:
    """Decimals without which two neighbouring labels would be alike."""
    return next(n for n in range(20) if abs(round(step, n) - step) < step * 1e-6)


def _in_currency(text: str) -> str:
    if shown().currency != HOME:
        return with_currency(text)
    return f"{text}{_JOINER}元" if current_language() == "ja" else f"¥{text}"


def _scale(size: float) -> tuple[int, str]:
    reached = [scale for scale in _SCALES[current_language()] if size >= scale[0]]
    return reached[-1] if reached else (1, "")


def _compact(size: Decimal, small: str) -> str:
    """Three to four significant figures with the language's large unit, in one line with it."""
    for divisor, unit, pattern, limit in _compact_steps(small):
        rounded = _rounded(size / divisor, pattern)
        # What rounds up to the limit belongs to the next step: 999,999 is 1.00M, not 1,000K.
        if limit is None or rounded < limit:
            return _written(rounded, pattern, current_language()) + _unit_beside(unit)
    raise AssertionError  # the last step has no limit


def _compact_steps(small: str) -> Iterator[tuple[int, str, str, int | None]]:
    """(divisor, unit, pattern, what a number of this step stays below), ascending."""
    yield 1, "", small, 1_000
    yield 1, "", "#,##0", 10_000  # four digits read well without a unit, in every language
    scales = _SCALES[current_language()]
    for (divisor, unit), above in zip(scales, (*scales[1:], None), strict=True):
        yield divisor, unit, "#,##0.00", 10
        yield divisor, unit, "#,##0.0", 100
        yield divisor, unit, "#,##0", above[0] // divisor if above else None


def _plain(size: Decimal, pattern: str) -> str:
    return _written(_rounded(size, pattern), pattern, current_language())


def _rounded(size: Decimal, pattern: str) -> Decimal:
    """As the pattern shows it: Babel alone would round halves to the even digit."""
    return round_half_away(size, len(pattern.partition(".")[2]))


@lru_cache(maxsize=1 << 15)
def _written(rounded: Decimal, pattern: str, language: Language) -> str:
    return str(format_decimal(rounded, pattern, locale=_babel_locale(_BABEL_LOCALE[language])))


def _exact(value: Amount) -> Decimal:
    """The number as it is written: 15.625, not the binary fraction that is nearest to it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _size(value: Amount) -> Decimal:
    return abs(_exact(value))


def _signed(text: str, value: Amount) -> str:
    return _unbroken(_MINUS, text) if value < 0 else text


def _unit_beside(unit: str) -> str:
    """The unit behind a number: browsers may break a line before 万 and 亿, not before a letter."""
    return unit if unit.isascii() else _JOINER + unit


def _unbroken(sign: str, text: str) -> str:
    """Sign and number in one line: browsers may break between a sign and `¥` or `€`."""
    return sign + text if text[0].isalnum() else f"{sign}{_JOINER}{text}"


def _locale() -> Locale:
    return _babel_locale(_BABEL_LOCALE[current_language()])


@cache
def _babel_locale(name: str) -> Locale:
    """Babel would look the name up for every number, which takes twenty times the formatting."""
    return Locale.parse(name)
