"""Orders that are said otherwise than by "order two bottles of milk", as the sentences that say so."""

from functools import cache

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.intent import Intent
from assistant.language.match import Matcher
from assistant.language.plain_orders import said_plainly
from assistant.language.sentences import Sentences

KNOWN = frozenset(
    {"oreos", "kimchi", "coffee", "trash bags", "kitchen trash bags", "cat food", "detergent"}
    | {"liquid detergent", "milk", "apples", "bananas", "두유", "초코파이", "사과", "바나나"}
)


@cache
def matcher(language: Language) -> Matcher:
    return Matcher(Sentences.load(PROJECT / "intents", language), KNOWN.__contains__)


def plainly(text: str, language: Language) -> list[str]:
    def understand(said: str) -> Intent | None:
        return matcher(language).as_written(said)

    fits = dict.fromkeys(KNOWN, 1.0)
    return [p.text for p in said_plainly(text, language, understand, lambda n: fits.get(n, 0.0))]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("order a box of oreos, the large one", "order a box of large oreos"),
        ("order a box of oreos the large one", "order a box of large oreos"),
        ("order coffee, whatever's cheapest", "order cheapest coffee"),
        ("order coffee, two bags", "order two bags of coffee"),
        ("order coffee, the same as last time", "order the same coffee"),
        ("order trash bags, the kitchen ones please", "order kitchen trash bags"),
        ("order detergent, but not the pods, the liquid one", "order liquid detergent"),
        ("we're out of kimchi, get me two", "order two kimchi"),
        ("let's stock up on kimchi, get me two", "order two kimchi"),
        ("the cat's out of food, order another bag", "order another bag of cat food"),
        ("order some fruit, apples and bananas", "order apples and bananas"),
        ("order milk and like two kimchi", "order milk and two kimchi"),
        ("order two coffee for the office", "order two coffee"),
        ("내일 손님 오니까 과일 좀 주문해 줘 사과랑 바나나", "사과랑 바나나 주문해 줘"),
        ("할머니가 드실 두유 주문해 줘", "두유 주문해 줘"),
        ("애들 간식으로 초코파이 시켜라", "초코파이 시켜라"),
    ],
)
def test_it_is_put_plainly(text: str, plain: str) -> None:
    assert plain in plainly(text, "en" if text.isascii() else "ko")


@pytest.mark.parametrize(
    "text",
    [
        "she always buys the large one",  # nobody orders
        "order coffee, the lazy dog one",  # nothing is called so
        "i would like two coffee",  # "like" is the verb
        "play the cheap one, the large one",
        "he will come and get the kimchi and buy it",  # another's plan
        "형이 카드로 두유 주문해 줘",  # what it is paid with is no purpose
    ],
)
def test_it_is_left_as_it_is(text: str) -> None:
    assert plainly(text, "en" if text.isascii() else "ko") == []
