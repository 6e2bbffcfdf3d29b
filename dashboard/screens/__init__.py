"""The screens, in the order of the menu. A screen is one module with a function `render()`.

To add one: write `screens/<name>.py`, its texts in `i18n/catalogue/<name>.toml` (with a
`<name>.title`), and its line below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Screen:
    """One screen; its name is its module, the beginning of its texts' keys, and its address.

    needs_data: shown as a guide to the first load where nothing has been published.
    """

    name: str
    address: str = ""
    needs_data: bool = True

    @property
    def title_key(self) -> str:
        """Key of the title in the catalogue."""
        return f"{self.name}.title"

    @property
    def url_path(self) -> str:
        """Address below the root: /forecast. The first screen is also the root itself."""
        return self.address or self.name

    def load(self) -> Callable[[], None]:
        """Import the screen's module when it is first shown, and give its render function."""
        render: Callable[[], None] = import_module(f"dashboard.screens.{self.name}").render
        return render


SCREENS = (
    Screen("overview"),
    Screen("forecast"),
    Screen("anomalies"),
    Screen("compare", needs_data=False),  # a calculator for someone with no data at all
    Screen("health", address="data-health"),  # /health answers machines
)
