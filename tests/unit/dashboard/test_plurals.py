"""One pool, two pools: in English alone, and never within a name or a larger number."""

import pytest

from dashboard.i18n import LANGUAGES, t, using_language
from dashboard.i18n.plurals import with_singulars


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        ("All {n} pools", "{n} pool", "All {n} pools"),
        ("All {n} rows are sound", "{n} row is sound", "All {n} rows are sound"),
        ("{n} more pools have", "{n} more pool has", "{n} more pools have"),
        ("{n} entries", "{n} entry", "{n} entries"),
        ("{n} pool-hours ({share})", "{n} pool-hour ({share})", "{n} pool-hours ({share})"),
        ("{n} pool-days is not known", "{n} pool-day is not known", "{n} pool-days is not known"),
        ("only {n} complete days of", "only {n} complete day of", "only {n} complete days of"),
        ("All {n} other rules would", "{n} other rule would", "All {n} other rules would"),
        ("{n} more prices have", "{n} more price has", "{n} more prices have"),
        ("{n} cardspace", "{n} cardspace", "{n} cardspace"),
        ("{n} rows of {m} files", "{n} row of {m} files", "{n} rows of {m} files"),
    ],
)
def test_a_noun_follows_its_number(text: str, one: str, two: str) -> None:
    assert with_singulars(text, {"n": "1", "m": "2"}) == one
    assert with_singulars(text, {"n": 1}) == one
    for many in ("0", "2", "1.5", "1,001", "11", None):
        assert with_singulars(text, {"n": many}) == two


def test_texts_of_one_are_singular_and_other_languages_have_one_form() -> None:
    assert t("common.header.all_pools", count="1") == "1 pool"
    assert t("common.header.all_pools", count="200") == "All 200 pools"
    for language in LANGUAGES[1:]:
        with using_language(language):
            assert "1" in t("common.header.all_pools", count="1")
