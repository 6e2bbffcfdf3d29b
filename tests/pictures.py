"""Pictures of every screen, and the page of the docs that shows them: `make screenshots`."""

import sys
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image

from dashboard.i18n import t, using_language
from dashboard.screens import SCREENS, Screen

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
PAGE = ROOT / "docs" / "screens.md"
WINDOW, PHONE = (1440, 900), (390, 844)
COLOURS = 128  # few are used, and a third of the bytes is left
_HEAD = """# The screens

{count} screens on the synthetic sample, whose amounts are invented. What each answers stands in
its own "How to read this", too. `make screenshots` takes the pictures and writes this page anew;
[questions.md](questions.md) says where each of 27 real questions is answered.
"""


@dataclass(frozen=True)
class Picture:
    """One file in docs/pictures, and how its screen was shown."""

    name: str
    screen: Screen
    caption: str
    language: str = "en"
    size: tuple[int, int] = WINDOW
    dark: bool = False

    @property
    def file_name(self) -> str:
        """Its name in docs/pictures."""
        return f"{self.name}.png"


def pictures() -> list[Picture]:
    """Every screen in English; the Overview also in other languages, dark, and on a phone."""
    first = SCREENS[0]
    found = [Picture(screen.name, screen, _title(screen)) for screen in SCREENS]
    name = first.name
    return [
        *found,
        Picture(f"{name}_zh_CN", first, "in Chinese", language="zh_CN"),
        Picture(f"{name}_ja", first, "in Japanese", language="ja"),
        Picture(f"{name}_dark", first, "in the dark", dark=True),
        Picture(f"{name}_phone", first, "on a phone", size=PHONE),
    ]


def kept_small(png: bytes) -> bytes:
    """The same picture with a palette of its own."""
    image = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS)
    small = BytesIO()
    image.save(small, "PNG", optimize=True)
    return small.getvalue()


def as_markdown() -> str:
    """docs/screens.md: the screens by menu, what each answers, and its picture."""
    parts = [_HEAD.format(count=len(SCREENS))]
    for group_key, screens in groupby(SCREENS, key=lambda screen: screen.group_key):
        with using_language("en"):
            parts.append(f"## {t(group_key) if group_key else 'Everyone'}\n")
        for screen in screens:
            shown = [one for one in pictures() if one.screen is screen]
            parts.append(f"### {_title(screen)}\n\n{_answers(screen)}\n")
            parts += [f"![{one.caption}](pictures/{one.file_name})\n" for one in shown]
    return "\n".join(parts)


def _title(screen: Screen) -> str:
    with using_language("en"):
        return t(screen.title_key)


def _answers(screen: Screen) -> str:
    with using_language("en"):
        return t(f"{screen.name}.how.answers")


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
