"""What is demanded of an order in a clause of its own, with the built-in sentences."""

from functools import cache

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.breath.several import in_one_breath
from assistant.language.intent import Intent
from assistant.language.matching.match import Matcher
from assistant.language.orders.demands_apart import demands_apart
from assistant.language.templates.sentences import Sentences

SOLD = frozenset({"coffee", "milk", "dog food", "세제", "커피", "homewell", "홈웰"})


@cache
def matcher(language: Language) -> Matcher:
    return Matcher(Sentences.load(PROJECT / "intents", language), SOLD.__contains__)


def ordered(text: str, language: Language) -> list[tuple[str, dict[str, object]]]:
    def understand(said: str) -> Intent | None:
        return matcher(language).understand(said).intent

    found = in_one_breath(text, language, understand, lambda phrase: float(phrase in SOLD))
    return [(i.name, {name: slot.value for name, slot in i.slots.items()}) for i in found]


@pytest.mark.parametrize(
    ("text", "language", "slots"),
    [
        ("no more than twenty dollars, but order coffee", "en", {"spend": 20}),
        ("order coffee but I don't want to spend more than forty", "en", {"spend": 40}),
        (
            "by friday please, order coffee, not from homewell",
            "en",
            {"day": "friday", "not_seller": "homewell"},
        ),
        (
            "order coffee as cheap as possible by friday",
            "en",
            {"manner": "cheapest", "day": "friday"},
        ),
        ("이만 원 넘으면 안 되고 커피 주문해 줘", "ko", {"spend": 20000, "currency": "KRW"}),
        ("커피 주문해 줘 최대 이만 원", "ko", {"spend": 20000, "currency": "KRW"}),
        ("홈웰은 빼고 커피 주문해 줘", "ko", {"not_seller": "홈웰"}),
    ],
)
def test_the_clause_is_obeyed(text: str, language: Language, slots: dict[str, object]) -> None:
    thing = {"product": "coffee" if language == "en" else "커피"}
    assert ordered(text, language) == [("Order", thing | slots)]


def test_each_of_several_things_is_to_be_so() -> None:
    found = ordered("order coffee and milk but all from the same store", "en")
    assert found == [
        ("Order", {"product": "coffee", "manner": "one_seller"}),
        ("Order", {"product": "milk", "manner": "one_seller"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "he said no more than twenty dollars but they got coffee",
        "no more than twenty dollars, but call my mother",
        "not from homewell, I said to her yesterday",
    ],
)
def test_talk_with_such_a_clause_orders_nothing(text: str) -> None:
    assert all(name != "Order" for name, _ in ordered(text, "en"))


def test_a_text_of_thousands_of_words_is_not_tried_at_each_of_them() -> None:
    tried: list[str] = []

    def understand(text: str) -> Intent | None:
        tried.append(text)
        return None

    text = f"order {'detergent ' * 3_000}"
    assert demands_apart(text.strip(), "en", understand) == (text.strip(), {})
    assert len(tried) < 100
    assert max(map(len, tried)) < 1000


def test_talk_without_a_word_of_ordering_costs_nothing() -> None:
    tried: list[str] = []

    def understand(text: str) -> Intent | None:
        tried.append(text)
        return None

    demands_apart("the weather was no better than on friday, so we stayed", "en", understand)
    demands_apart("금요일까지 비가 온다고 하던데 어떡하지", "ko", understand)
    assert tried == []
