"""Orders that are said otherwise than by "order two bottles of milk", as the sentences that say so."""

from functools import cache

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.intent import Intent
from assistant.language.matching.match import Matcher
from assistant.language.orders.plain import said_plainly
from assistant.language.templates.sentences import Sentences

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
        ("order coffee two bags", "order two bags of coffee"),
        ("order coffee but just one", "order one coffee"),
        ("order coffee: 2", "order 2 coffee"),
        ("order coffee, 2x", "order 2 coffee"),
        ("order coffee, double of them please", "order two coffee"),
        ("order milk one, coffee two", "order one milk and two coffee"),
        ("order coffee two", "order two coffee"),
        ("order coffee two bags for taco night", "order two bags of coffee"),
        ("order coffee for my mom's birthday", "order coffee"),
        ("order coffee for four people", "order coffee"),
        ("order for me two bags of coffee", "order me two bags of coffee"),
        ("order not apples, bananas", "order bananas"),
        ("order coffee 2 bags of, please", "order 2 bags of coffee"),
        ("first get me two milk then i'll tell you more", "get me two milk"),
        ("coffee please order", "order coffee"),
        ("order coffee if not over 20 dollars", "order coffee for no more than 20 dollars"),
        ("order apples 2 boxes, the freshest", "order 2 boxes of apples"),
        ("order coffee one bag is enough", "order one bag of coffee"),
        ("order coffee make that two", "order two coffee"),
        ("order coffee twice", "order two coffee"),
        (
            "order milk two dozen and kimchi three jars",
            "order two dozen milk and three jars of kimchi",
        ),
        ("order detergent two bottles the liquid kind", "order two bottles of liquid detergent"),
        ("under ten dollars but get me coffee", "get me coffee for under ten dollars"),
        ("if coffee is under ten dollars buy it", "buy coffee for under ten dollars"),
        (
            "order coffee but nothing over five dollars",
            "order coffee for no more than five dollars",
        ),
        ("see if you can get coffee", "get coffee"),
        ("i want coffee delivered to my house", "get me coffee"),
        ("order coffee on my behalf", "order coffee"),
        ("order coffee and that's it", "order coffee"),
        ("what i need is coffee", "i need coffee"),
        ("time to buy coffee", "reorder coffee"),
        ("i'd kill for some coffee", "i could use some coffee"),
        ("coffee would be nice", "i could use coffee"),
        ("let's go with coffee", "order coffee"),
        ("buy coffee i don't care which", "buy coffee"),
        ("replace the coffee", "reorder coffee"),
        ("the cats need food", "we need cat food"),
        ("there's no coffee left so order some", "order some coffee"),
        ("i need milk and bananas and coffee", "order milk and bananas and coffee"),
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
        ("회의실에 둘 초코파이 시켜라", "초코파이 시켜라"),
        ("산에 가서 먹을 초코파이 시켜라", "초코파이 시켜라"),
        ("망설일 거 없이 초코파이 시켜라", "초코파이 시켜라"),
        ("엄마가 두유 두 개 주문하래", "두유 두 개 주문해 줘"),
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
        "order milk two percent",  # no two of them
        "order coffee six pack",
        "i need milk and peace",
        "she had coffee delivered to the house",
        "he will come and get the kimchi and buy it",  # another's plan
        "형이 카드로 두유 주문해 줘",  # what it is paid with is no purpose
    ],
)
def test_it_is_left_as_it_is(text: str) -> None:
    assert plainly(text, "en" if text.isascii() else "ko") == []
