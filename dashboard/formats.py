"""Numbers, money and dates as people read them: one function each, for screens and exports.

Chinese counts in 万 and 亿, Japanese in 万 and 億, English in K, M and B. Japanese writes yuan as
元 behind the number, because a reader there takes ¥ for yen.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil, floor, isfinite, log10
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

from dashboard.i18n import Language, current_language, t

MISSING = "–"
_MINUS = "−"
_BABEL_LOCALE: dict[Language, str] = {"en": "en_GB", "zh_CN": "zh_CN", "ja": "ja"}
# Largest first: the first unit that the number reaches is used.
_SCALES: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, "B"), (1e6, "M"), (1e3, "K")),
    "zh_CN": ((1e8, "亿"), (1e4, "万")),
    "ja": ((1e8, "億"), (1e4, "万")),
}
_TICK_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
Amount = Decimal | float | int
Ticks = tuple[Sequence[float], Sequence[str]]


def money(amount_cny: Amount | None, *, compact: bool = True) -> str:
    """Yuan: `¥3,186万`, `3,186万元`, `¥31.9M`; to the cent with `compact=False`."""
    if amount_cny is None:
        return MISSING
    size = _size(amount_cny)
    text = _compact(float(size), small="#,##0.00") if compact else _plain(size, "#,##0.00")
    return _signed(_in_yuan(text), amount_cny)


def number(value: Amount | None, digits: int = 0) -> str:
    """A plain number with grouped thousands and a fixed number of decimals."""
    if value is None:
        return MISSING
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _signed(_plain(_size(value), pattern), value)


def card_hours(value: Amount | None, *, compact: bool = True) -> str:
    """Card-hours with their unit: `1.2万卡时`, `12.3K card-hours`."""
    if value is None:
        return MISSING
    size = _size(value)
    text = _compact(float(size), small="#,##0.#") if compact else _plain(size, "#,##0.##")
    return t("common.unit.card_hours", value=_signed(text, value))


def compact(value: Amount | None) -> str:
    """A quantity whose unit stands beside it: `1.23万`, `12.3K`."""
    return MISSING if value is None else _signed(_compact(float(_size(value)), "#,##0.#"), value)


def short_pool(pool_id: str) -> str:
    """`provider/region/pool/chip` -> `pool/chip`, enough to know it by in a sentence."""
    pool, chip = pool_id.split("/")[-2:]
    return pool if chip == "unknown" else f"{pool}/{chip}"


def long_pool(pool_id: str) -> str:
    """`provider/region/pool/chip` -> `pool/chip · provider, region`: what differs comes first."""
    provider, region = pool_id.split("/")[:2]
    return f"{short_pool(pool_id)} · {provider}, {region}"


def percent(ratio: Amount | None, digits: int = 1) -> str:
    """A share as per cent: 0.3142 -> `31.4%`; a little that would show as nothing -> `<0.1%`."""
    if ratio is None:
        return MISSING
    least = 10.0**-digits
    if 0 < ratio < least / 200:
        return f"<{number(least, digits)}%"
    return f"{number(ratio * 100, digits)}%"


def day(value: date | None) -> str:
    """A day: `21 Nov 2026`, `2026年11月21日`."""
    if value is None:
        return MISSING
    style = "medium" if current_language() == "en" else "long"
    return format_date(value, style, locale=_locale())


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
    """Round axis positions between `low` and `high` and their labels in yuan, for Plotly."""
    return _ticks(low, high, count, _in_yuan)


def number_ticks(low: float, high: float, count: int = 5) -> Ticks:
    """The same for plain quantities such as card-hours, whose unit the title says."""
    return _ticks(low, high, count, str)


def _ticks(low: float, high: float, count: int, dress: Callable[[str], str]) -> Ticks:
    """All labels of one axis share one unit (万, 亿, M ...), that of its largest position."""
    span = high - low
    if not (isfinite(span) and span > 0):
        return [low], [_signed(dress(_compact(abs(low), "#,##0.##")), low)]
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


def _in_yuan(text: str) -> str:
    return f"{text}元" if current_language() == "ja" else f"¥{text}"


def _scale(size: float) -> tuple[float, str]:
    return next((scale for scale in _SCALES[current_language()] if size >= scale[0]), (1.0, ""))


def _compact(size: float, small: str) -> str:
    """Three to four significant figures with the language's large unit."""
    if size < 1e4:  # four digits read well without a unit, in every language
        return _plain(size, small if size < 1e3 else "#,##0")
    rounded = float(f"{size:.4g}")  # before the unit is chosen: 999,999 is 1.00M, not 1,000K
    divisor, unit = _scale(rounded)
    scaled = rounded / divisor
    digits = 2 if scaled < 10 else 1 if scaled < 100 else 0
    return number(scaled, digits) + unit


def _plain(size: Amount, pattern: str) -> str:
    return str(format_decimal(size, pattern, locale=_locale()))


def _size(value: Amount) -> Amount:
    return -value if value < 0 else value


def _signed(text: str, value: Amount) -> str:
    return f"{_MINUS}{text}" if value < 0 else text


def _locale() -> str:
    return _BABEL_LOCALE[current_language()]
