"""The Proof screen: the advice against every rule of others, whichever did better."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.screens.proof_words import HINDSIGHT, policy_name
from models.procurement.contest import MODEL, POLICIES
from tests.screens.forecast_company import PublishRows
from tests.screens.forecast_rows import POOL_ID
from tests.screens.ladder_rows import OTHER_POOL, ladder_rows
from tests.screens.opening import at_address, headline
from tests.screens.replay_rows import replayed, replayed_months, rule, rules
from tests.screens.test_screens import texts
from tests.unbroken import unbroken


def opened(language: Language = "en", **url: str) -> AppTest:
    return at_address("proof", lang=language, **url)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Had you followed this advice for the last 12 months: 5.0% above perfect hindsight,"
            " ¥400K below the best other rule (Azure, two years)",
        ),
        (
            "zh_CN",
            "若过去12个月遵循本建议：成本比事后最优高5.0%，比其他最佳规则（Azure，两年）低¥40.0万",
        ),
        (
            "ja",
            "過去12か月に本提案に従っていれば：事後最適より5.0%高、他の最良ルール（Azure、2年）より"
            "40.0万元安",
        ),
    ],
)
def test_the_headline_holds_the_advice_against_hindsight_and_the_best_rule(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(ladder_rows())
    assert headline(opened(language)) == unbroken(said)


def test_where_a_rule_would_have_done_better_the_headline_says_so(
    publish_rows: PublishRows,
) -> None:
    publish_rows(ladder_rows() | {"out_replay": [*rules(), rule("lookback_12m_2y", 10_200_000)]})
    app = opened()
    assert headline(app) == (
        "Over the last 12 months the rule '12\\-month lookback, two years' would have cost ¥300K"
        " less than this advice, which ended 5.0% above perfect hindsight"
    )
    assert "1 of 5 other rules would have cost less" in texts(app)
    assert "▲ +2.0%&nbsp; 12-month lookback, two years" in app.get("plotly_chart")[0].proto.spec


def test_a_rule_that_cost_the_same_is_level(publish_rows: PublishRows) -> None:
    publish_rows({"out_replay": [replayed(), rule("azure_2y", 10_500_000)]})
    assert "level with the best other rule" in headline(opened())


def test_over_all_pools_costs_are_added_before_they_are_divided(
    publish_rows: PublishRows,
) -> None:
    # 10.5 + 3.6 = 14.1 million over 10 + 3 = 13 million in hindsight: 8.5 % above. Azure: 10.9 +
    # 3.3 = 14.2 million, 100,000 more; the peak was not replayed in the other pool.
    small = {"pool_id": OTHER_POOL, "hindsight_ratio": 1.2, "cost_cny": Decimal("3600000.00")}
    azure = {"hindsight_ratio": 1.1, "cost_cny": Decimal("3300000.00")}
    other = [
        replayed() | small,
        rule("azure_2y", 0) | small | azure | {"dearer_by_cny": Decimal("-300000.00")},
    ]
    publish_rows(ladder_rows() | {"out_replay": [*rules(), *other]})
    app = opened()
    assert headline(app) == (
        "Had you followed this advice for the last 12 months: 8.5% above perfect hindsight,"
        " ¥100K below the best other rule (Azure, two years)"
    )
    assert "hold the peak" not in headline(app)
    assert "In 1 of 2 pools another rule did better" in texts(app)
    assert ":orange[▲]&ensp;**train/H100**: 1.20; **Azure, two years did better**: 1.10" in texts(
        app
    )


def test_a_pool_is_judged_by_its_own_replay(publish_rows: PublishRows) -> None:
    worse = replayed(pool_id=OTHER_POOL, hindsight_ratio=1.5)
    publish_rows(ladder_rows() | {"out_replay": [*rules(), worse]})
    assert "5.0% above perfect hindsight" in headline(opened(pool=POOL_ID))


def test_the_table_has_every_rule_with_its_columns(publish_rows: PublishRows) -> None:
    publish_rows(ladder_rows())
    table = opened().dataframe[-1].value
    assert list(table["policy"])[:3] == ["perfect hindsight", "this advice", "Azure, two years"]
    assert list(table["dearer_by_cny"])[:3] == [Decimal(-500_000), 0, Decimal(400_000)]
    # paid by the hour 2.5 of 15 million at list
    assert table["coverage_ratio"][1] == pytest.approx(5 / 6)


def test_the_course_shows_the_advice_hindsight_and_one_peer(publish_rows: PublishRows) -> None:
    rows = ladder_rows()
    # Dearer than Azure's, and not only later in the alphabet.
    rows["out_replay"].append(rule("aws_7d_2y", 12_000_000))
    rows["out_replay_month"] += replayed_months("aws_7d_2y", 5)
    publish_rows(rows)
    app = opened()
    spec = app.get("plotly_chart")[1].proto.spec
    assert "perfect hindsight" in spec
    assert "Azure, two years" in spec
    assert "AWS" not in spec
    # The twelfth month: 8 + 11 and 9 + 11 units.
    assert "At the end the advice held 19 units, hindsight 20" in texts(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_name_and_an_explanation(language: Language) -> None:
    with using_language(language):
        for policy in (*POLICIES, HINDSIGHT):
            assert policy_name(policy) != policy or policy == "optscale"
            assert t(f"proof.rule.{policy}")
    assert MODEL in POLICIES


def test_a_rule_without_a_name_is_shown_by_its_code(publish_rows: PublishRows) -> None:
    publish_rows({"out_replay": [replayed(), rule("house_rule", 11_000_000)]})
    assert "(house\\_rule)" in headline(opened())


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_replayed_says_what_it_takes(language: Language, publish_rows: PublishRows) -> None:
    publish_rows({})
    app = opened(language)
    assert "suanli template price_book" in texts(app)
    assert "suanli run" in [code.value for code in app.code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_is_enough(language: Language, publish_rows: PublishRows) -> None:
    publish_rows({"out_replay": [replayed()], "out_replay_month": replayed_months("model", 1)[:1]})
    assert "5.0%" in headline(opened(language))
