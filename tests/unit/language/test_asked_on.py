"""A fragment behind a question asks the same of something else, or nothing."""

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.breath.asked_on import asked_on
from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences

SOLD = {"milk", "eggs", "coffee", "우유", "계란", "커피"}
MATCHERS: dict[Language, Matcher] = {
    language: Matcher(Sentences.load(PROJECT / "intents", language), lambda said: said in SOLD)
    for language in ("en", "ko")
}


@pytest.mark.parametrize(
    ("language", "before", "text", "name", "slots"),
    [
        ("en", "how much did we spend this month?", "and last month?", "SpentIn", {"period": "last_month"}),
        ("en", "how much did we spend last month?", "and on coffee?",
         "SpentIn", {"period": "last_month", "ordered": "coffee"}),
        ("en", "how much is the milk?", "and the eggs?", "PriceOf", {"product": "eggs"}),
        ("en", "how much is the milk?", "what about coffee then", "PriceOf", {"product": "coffee"}),
        ("ko", "이번 달에 얼마 썼지?", "지난달은?", "SpentIn", {"period": "last_month"}),
        ("ko", "우유 얼마야?", "그럼 계란은요?", "PriceOf", {"product": "계란"}),
    ],
)  # fmt: skip
def test_a_fragment_asks_on(
    language: Language, before: str, text: str, name: str, slots: dict[str, str]
) -> None:
    understand = MATCHERS[language].understand
    asked = understand(before).intent
    assert asked is not None
    found = asked_on(text, asked, MATCHERS[language].word_for_word)
    assert found is not None
    assert found.name == name
    assert {slot: value.value for slot, value in found.slots.items()} == slots


@pytest.mark.parametrize(
    ("language", "before", "text"),
    [
        ("en", "how much is the milk?", "and that was it"),
        ("en", "how much is the milk?", "and the milk?"),
        ("en", "how much is the milk?", "and then we went to the seaside together"),
        ("en", "order milk", "and the eggs?"),
        ("en", "what can you do", "and the eggs?"),
        ("ko", "우유 얼마야?", "나는 집에 갈래"),
        ("ko", "우유 주문해 줘", "계란은?"),
    ],
)
def test_what_changes_something_or_asks_nothing_alike_is_not_asked_on(
    language: Language, before: str, text: str
) -> None:
    understand = MATCHERS[language].understand
    asked = understand(before).intent
    assert asked is not None
    assert asked_on(text, asked, MATCHERS[language].word_for_word) is None
