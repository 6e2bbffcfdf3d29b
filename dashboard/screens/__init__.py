"""The screens, in the order of the menu. A screen is one module with a function `render()`.

To add one: write `screens/<name>.py`, its texts in `i18n/catalogue/<name>.toml` (with a
`<name>.title`), and its line below, under the group of readers whose menu it stands in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from dashboard.slices import POOL_DIMENSIONS, USE_DIMENSIONS, Dimension

Group = Literal["everyone", "executives", "procurement", "analysts"]
AMOUNTS: tuple[Dimension, ...] = (*POOL_DIMENSIONS, "currency")
EVERYTHING: tuple[Dimension, ...] = ("period", *AMOUNTS, *USE_DIMENSIONS)


@dataclass(frozen=True)
class Screen:
    """One screen; its name is its module, the beginning of its texts' keys, and its address.

    group: whose menu it stands in; the Overview is everybody's.
    needs_data: shown as a guide to the first load where nothing has been published.
    has_forms: what is typed here is kept only once it is sent, so new figures wait for a press.
    filters: those of the filter bar that count on it; the head names a kept one that does not.
    None: it shows no amounts of the data, so that nothing could be cut.
    """

    name: str
    group: Group = "everyone"
    address: str = ""
    needs_data: bool = True
    has_forms: bool = False
    filters: tuple[Dimension, ...] | None = AMOUNTS

    @property
    def title_key(self) -> str:
        """Key of the title in the catalogue."""
        return f"{self.name}.title"

    @property
    def group_key(self) -> str | None:
        """Key of its menu's name in the catalogue; None: it stands beside the menus."""
        return None if self.group == "everyone" else f"common.group.{self.group}"

    @property
    def url_path(self) -> str:
        """Address below the root: /forecast. The first screen is also the root itself."""
        return self.address or self.name

    @property
    def module(self) -> str:
        """Name of the module that has its render()."""
        return f"dashboard.screens.{self.name}"

    def load(self) -> Callable[[], None]:
        """Import the screen's module when it is first shown, and give its render function."""
        render: Callable[[], None] = import_module(self.module).render
        return render


SCREENS = (
    Screen("overview"),
    Screen("decisions", group="executives", has_forms=True),
    Screen("forecast", group="executives"),
    Screen("changes", group="executives"),
    Screen("units", group="executives", filters=(*POOL_DIMENSIONS, "hours")),
    Screen("commitments", group="procurement"),
    Screen("proof", group="procurement"),
    # A calculator without any data, too.
    Screen("compare", group="procurement", needs_data=False, filters=(*POOL_DIMENSIONS, "hours")),
    Screen("capacity", group="procurement"),
    # Should I rent this server, or own it?
    Screen("own", group="procurement", needs_data=False, filters=("hours",)),
    Screen("chips", group="procurement", filters=("hours",)),
    Screen("market", group="procurement", needs_data=False, filters=("hours",)),
    Screen("training", group="procurement", needs_data=False, filters=("hours",)),
    Screen("supply", group="procurement"),
    Screen("explorer", group="analysts", filters=EVERYTHING),
    Screen("patterns", group="analysts", filters=("period", *POOL_DIMENSIONS)),
    Screen("scenarios", group="analysts"),
    Screen("anomalies", group="analysts"),
    # /health answers machines.
    Screen("health", group="analysts", address="data-health", filters=()),
    Screen("upload", "analysts", "load-data", needs_data=False, has_forms=True, filters=None),
    Screen("entries", "analysts", "planning-data", needs_data=False, has_forms=True, filters=None),
    Screen("export", group="analysts", filters=(*POOL_DIMENSIONS, *USE_DIMENSIONS)),
    Screen("glossary", group="analysts", needs_data=False, filters=None),
)
