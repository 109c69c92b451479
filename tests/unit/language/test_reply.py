from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from assistant.core.errors import SentencesError
from assistant.core.money import Money
from assistant.core.settings import PROJECT
from assistant.language.replies.reply import Replies, begun
from assistant.language.replies.spoken import native
from assistant.language.words.numbers import sino

INTENTS = PROJECT / "intents"
NOW = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)  # a Monday
NAMES = {"en": "Tide Pods, 81 count", "ko": "타이드 세제"}
DOLLARS = Money(1999, "USD")
WON = Money(25_900, "KRW")


def line(price: Money, quantity: int = 1) -> dict[str, Any]:
    return {"names": NAMES, "quantity": quantity, "unit_price": price}


def say(language: str, key: str, **data: Any) -> tuple[str, str]:
    reply = Replies.load(INTENTS, language).render(key, now=NOW, **data)
    return reply.text, reply.speech


def test_an_order_is_said_in_english() -> None:
    text, speech = say(
        "en",
        "ordered",
        lines=[line(DOLLARS)],
        total=DOLLARS,
        delivery=date(2026, 11, 26),
        cancel_min=30,
    )
    assert text == (
        "Ordered one Tide Pods, 81 count, $19.99; it comes on Thursday. Say cancel within 30 minutes."
    )
    assert "19 dollars 99" in speech


def test_an_order_that_costs_shipping_is_said_with_what_it_costs_in_all() -> None:
    asked = {"lines": [line(DOLLARS)], "delivery": date(2026, 11, 26), "cancel_min": 30}
    all_of_it = Money(2398, "USD")
    text, _ = say("en", "ordered", **asked, total=all_of_it, shipping=Money(399, "USD"))
    assert text.startswith("Ordered one Tide Pods, 81 count, $19.99, $23.98 with shipping; it")
    text, _ = say("ko", "ordered", **asked, total=all_of_it, shipping=Money(399, "USD"))
    assert "1개를 배송비 포함 US$23.98에 주문했어요" in text


def test_an_order_is_said_in_korean() -> None:
    text, speech = say(
        "ko",
        "ordered",
        lines=[line(WON, 2)],
        total=WON * 2,
        delivery=date(2026, 11, 24),
        cancel_min=30,
    )
    assert text.startswith("타이드 세제 2개를 모두 ₩51,800에 주문했어요. 내일 도착해요.")
    assert "타이드 세제 두 개를 모두 오만 천팔백 원에" in speech
    assert "삼십 분" in speech


@pytest.mark.parametrize(
    ("day", "english", "korean"),
    [
        (date(2026, 11, 23), "today", "오늘"),
        (date(2026, 11, 24), "tomorrow", "내일"),
        (date(2026, 11, 26), "on Thursday", "목요일에"),
        (date(2026, 12, 5), "on Saturday, December 5", "12월 5일 토요일에"),
    ],
)
def test_dates_are_near_or_full(day: date, english: str, korean: str) -> None:
    assert english in say("en", "order_in_progress", name=NAMES, delivery=day)[0]
    assert korean in say("ko", "order_in_progress", name=NAMES, delivery=day)[0]


@pytest.mark.parametrize(
    ("day", "korean"),
    [
        (date(2026, 11, 24), "내일까지 올 수 있는 건 없어요. 가장 빠른 날은 목요일이에요."),
        (
            date(2026, 12, 5),
            "12월 5일 토요일까지 올 수 있는 건 없어요. 가장 빠른 날은 목요일이에요.",
        ),
    ],
)
def test_a_korean_day_has_the_ending_that_it_needs(day: date, korean: str) -> None:
    reply = say("ko", "none_by", by=day, nearest=date(2026, 11, 26), names=["가"])
    assert reply[0].startswith(korean)


@pytest.mark.parametrize(
    ("sure", "english", "korean"),
    [
        (
            92,
            "; 92 percent of what its seller sends comes by the day I promise.",
            "92퍼센트를 지켜요.",
        ),
        (None, ", but nothing is known of how its seller keeps its word.", "기록은 아직 없어요."),
    ],
)
def test_how_sure_a_promise_is_is_told(sure: int | None, english: str, korean: str) -> None:
    order = {"name": NAMES, "more": 0, "state": "placed", "delivery": date(2026, 11, 26)}
    rows = [{**order, "sure": sure}]
    assert say("en", "order_status", orders=rows)[0].endswith(english)
    assert say("ko", "order_status", orders=rows)[0].endswith(korean)
    assert "seller" not in say("en", "order_status", orders=[order])[0]


def test_the_time_is_the_households() -> None:
    replies = Replies.load(INTENTS, "ko")
    reply = replies.render("small_talk.time", now=NOW, tz=ZoneInfo("Asia/Seoul"))
    assert reply.text == "지금은 오전 11:05예요."
    assert reply.speech == "지금은 오전 열한 시 오 분이에요."


def test_questions_name_at_most_what_they_are_given() -> None:
    text, speech = say("en", "ask_which", names=["A", "B", "C"], prices=[DOLLARS] * 3)
    assert text == "Which one: A for $19.99, B for $19.99, or C for $19.99?"
    assert "$" not in speech
    assert say("en", "ask_which", names=["A", "B"])[0] == "Which one: A or B?"


@pytest.mark.parametrize("why", ["first_time", "expensive", "price_changed"])
def test_a_purchase_is_confirmed_with_what_it_costs(why: str) -> None:
    for language, price, cost in (("en", DOLLARS, "$19.99"), ("ko", WON, "₩25,900")):
        text, _ = say(language, "confirm_purchase", name=NAMES, quantity=1, total=price, why=why)
        assert cost in text
        assert text.endswith("?")


def test_an_order_status_speaks_of_every_state() -> None:
    for language in ("en", "ko"):
        for state in ("placed", "shipped", "delivered", "cancelled"):
            order = {"name": NAMES, "more": 1, "state": state, "delivery": date(2026, 11, 26)}
            text, _ = say(language, "order_status", orders=[order, order])
            assert NAMES[language] in text


def test_an_order_that_is_late_is_said_to_be() -> None:
    order = {"name": NAMES, "more": 0, "state": "shipped", "delivery": date(2025, 11, 26)}
    for language, late in (("en", "late"), ("ko", "늦어지고")):
        text, _ = say(language, "order_status", orders=[{**order, "late": True}])
        assert late in text
        assert late not in say(language, "order_status", orders=[{**order, "late": False}])[0]


def test_variants_take_turns() -> None:
    replies = Replies.load(INTENTS, "en")
    first, second, third = (replies.render("not_heard", turn).text for turn in range(3))
    assert first != second
    assert first == third


def test_missing_data_is_an_error() -> None:
    with pytest.raises(SentencesError, match="playing"):
        say("en", "playing")
    with pytest.raises(SentencesError, match="no reply 'nonsense'"):
        say("en", "nonsense")


def test_a_missing_reply_is_found_when_loading(tmp_path: Path) -> None:
    content = yaml.safe_load((INTENTS / "en" / "replies.yaml").read_text("utf-8"))
    del content["replies"]["ordered"]
    (tmp_path / "replies.yaml").write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(SentencesError, match="no reply for ordered"):
        Replies.load(tmp_path, "en")


def test_a_broken_template_is_found_when_loading(tmp_path: Path) -> None:
    content = yaml.safe_load((INTENTS / "en" / "replies.yaml").read_text("utf-8"))
    content["replies"]["ordered"] = "{{ unclosed"
    (tmp_path / "replies.yaml").write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(SentencesError, match="ordered"):
        Replies.load(tmp_path, "en")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "영"),
        (10, "십"),
        (25_900, "이만 오천구백"),
        (10_000, "만"),
        (110_000, "십일만"),
        (1_000_000, "백만"),
    ],
)
def test_sino_korean_numbers(value: int, words: str) -> None:
    assert sino(value) == words


@pytest.mark.parametrize(("value", "words"), [(1, "한"), (20, "스무"), (24, "스물네"), (100, "백")])
def test_native_korean_numbers(value: int, words: str) -> None:
    assert native(value) == words


@pytest.mark.parametrize(
    ("text", "begun_as"),
    [
        ("bread is on the list.", "Bread is on the list."),
        ("two vinegar are on it.", "Two vinegar are on it."),
        ("iPhone cables are here.", "iPhone cables are here."),
        ("7up is here.", "7up is here."),
        ("우유를 적었어요.", "우유를 적었어요."),
        ("", ""),
    ],
)
def test_a_reply_begins_as_a_sentence_whatever_comes_first(text: str, begun_as: str) -> None:
    assert begun(text) == begun_as
