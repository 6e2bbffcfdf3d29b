"""docs/screens.md shows every screen, with a picture that is there and not too large."""

from dashboard.screens import SCREENS
from tests.pictures import FOLDER, PAGE, as_markdown, pictures

MOST_BYTES = 4_000_000


def test_the_page_is_as_the_screens_are() -> None:
    text = PAGE.read_text("utf-8")
    assert text == as_markdown(), "write it anew: python -m tests.pictures > docs/screens.md"
    assert text.count("\n### ") == len(SCREENS)


def test_every_screen_has_its_picture_and_no_picture_is_left_over() -> None:
    assert {one.screen.name for one in pictures()} == {screen.name for screen in SCREENS}
    files = {path.name: path for path in FOLDER.iterdir()}
    assert set(files) == {one.file_name for one in pictures()}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in files.values())
    assert sum(path.stat().st_size for path in files.values()) <= MOST_BYTES
