"""Colours and type of the house, for light and dark; the server's theme uses the same values.

One accent (deep teal), one warning colour (burnt orange), greys for the rest. The two differ in
hue and in lightness, so they stay apart for colour-blind readers and in grey print; no figure
relies on them alone, because every line and area is labelled where it is drawn.
"""

from dataclasses import dataclass
from typing import Literal

# Every maker's own face first. Noto's CJK faces carry Latin too and stand before `sans-serif`,
# which on a bare Linux is a face without Chinese or Japanese.
FONT_STACK = (
    "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Hiragino Sans', "
    "'Microsoft YaHei', 'Yu Gothic UI', 'Noto Sans CJK SC', 'Noto Sans CJK JP', sans-serif"
)
Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Colours are hex; `*_mid` and `*_soft` are the same hue mixed towards the paper."""

    paper: str
    card: str
    ink: str
    grey: str
    hairline: str
    accent: str
    accent_mid: str
    accent_soft: str
    warning: str
    warning_mid: str
    warning_soft: str
    neutral_soft: str


LIGHT = Tokens(
    paper="#FBFAF7",
    card="#FFFFFF",
    ink="#1D2327",
    grey="#65676B",
    hairline="#E4E1DA",
    accent="#0F4C5C",
    accent_mid="#7FA3AB",
    accent_soft="#D5E1E2",
    warning="#9F4609",
    warning_mid="#E9BE98",
    warning_soft="#F3DCC8",
    neutral_soft="#DDDAD2",
)
DARK = Tokens(
    paper="#14181A",
    card="#1A1F22",
    ink="#ECEAE4",
    grey="#A3A6A8",
    hairline="#31383C",
    accent="#6FBFCD",
    accent_mid="#356B76",
    accent_soft="#223A40",
    warning="#F0985A",
    warning_mid="#8A5A36",
    warning_soft="#4A3222",
    neutral_soft="#3A4044",
)


def tokens_for(theme: str | None) -> Tokens:
    """The tokens of a browser's theme; light where the browser has not said yet."""
    return DARK if theme == "dark" else LIGHT
