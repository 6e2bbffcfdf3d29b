"""A module in modes/ that cannot be used is named; no plan is read without it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.errors import UsageError
from models.billing import modes
from models.billing.modes import all_modes

AddModule = Callable[[str], None]
SPOT_AGAIN = """
from typing import ClassVar, Literal
from models.billing.plans import Plan
class Again(Plan):
    ORDER: ClassVar[int] = 1
    mode: Literal["spot"]
    def apply(self, demand): ...
"""


@pytest.fixture
def add_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddModule]:
    """Put a module `zz_new` beside the modes, until the test is over."""

    def add(text: str) -> None:
        (tmp_path / "zz_new.py").write_text(text, "utf-8")
        monkeypatch.setattr(modes, "__path__", [*modes.__path__, str(tmp_path)])
        all_modes.cache_clear()

    yield add
    sys.modules.pop("models.billing.modes.zz_new", None)
    vars(modes).pop("zz_new", None)
    all_modes.cache_clear()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("def broken(:", "SyntaxError"),
        ("raise ValueError('on import')", "ValueError: on import"),
        ("", "no subclass of Plan with a literal `mode`"),
        (SPOT_AGAIN, "spot is also in models.billing.modes.spot"),
        (SPOT_AGAIN.replace("    ORDER: ClassVar[int] = 1\n", ""), "Again has no ORDER"),
    ],
)
def test_a_module_that_cannot_be_used_is_named_with_why_and_remedy(
    text: str, why: str, add_module: AddModule
) -> None:
    add_module(text)
    with pytest.raises(UsageError) as error:
        all_modes()
    assert why in error.value.what
    assert error.value.where == "models/billing/modes/zz_new.py"
    assert "Correct or remove" in error.value.remedy


def test_a_sound_module_beside_the_others_is_a_mode(add_module: AddModule) -> None:
    add_module(SPOT_AGAIN.replace('"spot"', '"barter"'))
    assert next(iter(all_modes())) == "barter"  # ORDER 1 is applied first
