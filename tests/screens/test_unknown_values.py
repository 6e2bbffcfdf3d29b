"""What an address asks for and is not there is said on the screen; no other key is judged."""

from typing import Any

import pytest

from dashboard.components import filters, plain
from dashboard.components.filter_units import HOURS
from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.screens import SCREENS, Screen
from tests.screens.factories import POOLS, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address, everything, go_to

KEYS = {"period": "days"}  # a filter's key in the address, where it is not its name
NOWHERE = "Nowhere`*1*"  # as hostile as it is unknown: shown as text


def said_of(key: str, found: str) -> bool:
    return f"`{key}=Nowhere'*1*`" in found


@pytest.mark.parametrize(
    ("screen", "language"),
    [(screen, LANGUAGES[number % 3]) for number, screen in enumerate(SCREENS)],
    ids=lambda one: getattr(one, "name", one),
)
def test_each_screen_says_which_of_its_filters_ask_for_what_is_not_there(
    sample: Any, screen: Screen, language: Language
) -> None:
    every = sorted({name for one in SCREENS for name in one.filters or ()})
    asked = {KEYS.get(name, name): NOWHERE for name in every}
    app = at_address(screen.url_path, lang=language, unheard="of", **asked)
    found = everything(app)
    own = {KEYS.get(name, name) for name in screen.filters or ()}
    # The calculators' hours of a month are read where there is something to calculate.
    assert own - {HOURS} <= {key for key in asked if said_of(key, found)} <= own
    assert "unheard" not in found
    assert app.query_params["unheard"] == "of"
    kept_silently = set(asked) - own
    assert kept_silently <= set(app.query_params)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_names_key_value_and_what_is_shown(
    publish_rows: PublishRows, one_row: Any, language: Language
) -> None:
    publish_rows(one_row)
    app = at_address("overview", lang=language, provider="Nowhere")
    with using_language(language):
        shown = t(
            "filters.mark", name=t("explorer.dimension.provider"), values=t("filters.everything")
        )
        sentence = t("filters.unknown", asked="provider=Nowhere", shown=plain(shown))
        assert sentence in everything(app)
    assert "provider" not in app.query_params
    go_to(app, "overview")
    assert "Nowhere" not in everything(app)


@pytest.fixture
def one_pool(publish_rows: PublishRows, one_row: Any) -> None:
    publish_rows(one_row)


@pytest.mark.usefixtures("one_pool")
@pytest.mark.parametrize(
    ("screen", "asked", "said"),
    [
        (
            "explorer",
            {"days": "7"},
            "`days=7`, which is not found here; shown",
        ),
        ("explorer", {"period": "banana"}, "`period=banana`, which is not found here"),
        ("explorer", {"from": "soon"}, "`from=soon`, which is not found here"),
        ("explorer", {"to": "2099-01-01"}, "`to=2099-01-01`, which is not found here"),
        ("explorer", {"rows": "colour"}, "`rows=colour`, which is not found here"),
        ("forecast", {"pool": "gone"}, "`pool=gone`, which is not found here"),
        ("patterns", {"at": "8-24"}, "`at=8-24`, which is not found here; shown instead: all"),
        ("overview", {"page": "nowhere"}, "`page=nowhere`, which is not found here; shown"),
        ("compare", {"rent": "banana"}, "`rent=banana`, which is not found here"),
        ("data-health", {"trace": "none"}, "`trace=none`, which is not found here"),
        ("planning-data", {"decision": "none", "kind": "contract"}, "`decision=none`"),
    ],
)
def test_a_screens_own_keys_are_judged(screen: str, asked: dict[str, str], said: str) -> None:
    assert said in everything(at_address(screen, **asked))


@pytest.mark.usefixtures("one_pool")
@pytest.mark.parametrize(
    ("screen", "asked"),
    [
        ("explorer", {"days": "28", "provider": POOLS[0][0], "grain": "year"}),
        ("forecast", {"pool": pool_id(POOLS[0]), "days": "7"}),
        ("compare", {"rent": "60000", "payg": "35", "cards": "8", HOURS: "730"}),
        ("glossary", {"provider": "Nowhere", "days": "7"}),
    ],
)
def test_what_is_there_and_keys_of_other_screens_are_not_mentioned(
    screen: str, asked: dict[str, str]
) -> None:
    app = at_address(screen, **asked)
    assert "which is not found here" not in everything(app)


@pytest.mark.usefixtures("one_pool")
def test_going_back_shows_what_the_address_says_and_no_filter_that_was_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = at_address("explorer", provider=POOLS[0][0], days="28")
    app.query_params.clear()
    monkeypatch.setattr(filters, "_went_back", lambda: True)
    app.run()
    assert not {"provider", "days"} & set(app.query_params)
