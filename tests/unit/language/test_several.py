"""Several things or commands in one breath, with the built-in sentences."""

from functools import cache

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.breath.several import in_one_breath
from assistant.language.intent import Intent
from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences

KNOWN = {
    **dict.fromkeys(("milk", "eggs", "detergent", "coffee", "vinegar", "bread", "butter"), 1.0),
    **dict.fromkeys(("macaroni and cheese", "head and shoulders"), 1.0),
    **dict.fromkeys(("우유", "계란", "세제", "식초", "커피"), 1.0),
}


@cache
def matcher(language: Language) -> Matcher:
    return Matcher(Sentences.load(PROJECT / "intents", language))


def heard(text: str, language: Language) -> list[tuple[str, str, int | None]]:
    def understand(said: str) -> Intent | None:
        return matcher(language).understand(said).intent

    found = in_one_breath(text, language, understand, lambda phrase: KNOWN.get(phrase, 0.0))
    return [
        (
            i.name,
            str(i.value("product", i.value("item", i.value("artist", "")))),
            i.value("quantity"),
        )
        for i in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order milk", [("Order", "milk", None)]),
        ("order milk and eggs", [("Order", "milk", None), ("Order", "eggs", None)]),
        (
            "order two bottles of milk, a dozen eggs and bread",
            [("Order", "milk", 2), ("Order", "eggs", 12), ("Order", "bread", None)],
        ),
        (
            "order milk, eggs, detergent, coffee, vinegar, bread and three packs of butter",
            [
                *(("Order", name, None) for name in ("milk", "eggs", "detergent", "coffee")),
                ("Order", "vinegar", None),
                ("Order", "bread", None),
                ("Order", "butter", 3),
            ],
        ),
        (
            "order the cheapest milk and two vinegar",
            [("Order", "milk", None), ("Order", "vinegar", 2)],
        ),
        ("order macaroni and cheese", [("Order", "macaroni and cheese", None)]),
        ("stop the music and reorder coffee", [("Stop", "", None), ("Reorder", "coffee", None)]),
        ("play simon and garfunkel", [("PlayMusic", "simon and garfunkel", None)]),
        ("play salt and pepper", [("PlayMusic", "salt and pepper", None)]),
        (
            "play chopin and add bread to the list",
            [("PlayMusic", "chopin", None), ("ListAdd", "bread", None)],
        ),
        (
            "add milk and bread to my shopping list",
            [("ListAdd", "milk", None), ("ListAdd", "bread", None)],
        ),
        ("order a hundred and twenty eggs", [("Order", "eggs", 120)]),
        (
            "order three of the eggs and several bottles of milk",
            [("Order", "eggs", 3), ("Order", "milk", 3)],
        ),
        ("order another two detergent", [("Order", "detergent", 2)]),
        ("order two vinegar sorry three", [("Order", "vinegar", 3)]),
        ("order two bottles, no, three bottles of vinegar", [("Order", "vinegar", 3)]),
        ("order milk and two eggs no wait five", [("Order", "milk", None), ("Order", "eggs", 5)]),
        ("play no one by alicia keys", [("PlayMusic", "alicia keys", None)]),
        (
            "play chopin and add milk to my list",
            [("PlayMusic", "chopin", None), ("ListAdd", "milk", None)],
        ),
        ("what a lovely day and how was yours", []),
        (", and , and", []),
        ("order " + "milk and " * 60 + "eggs", []),
    ],
)
def test_english(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert heard(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("우유 계란 두 개씩 주문해 줘", [("Order", "우유", 2), ("Order", "계란", 2)]),
        ("우유랑 계란 두 판 주문해줘", [("Order", "우유", None), ("Order", "계란", 2)]),
        ("세제와 식초를 주문해 주세요", [("Order", "세제", None), ("Order", "식초", None)]),
        ("음악 끄고 커피 주문해 줘", [("Stop", "", None), ("Order", "커피", None)]),
        (
            "목록에 우유 두 개 넣고 계란도 하나 넣어 줘",
            [("ListAdd", "우유", 2), ("ListAdd", "계란", 1)],
        ),
        ("우유는 시키고 계란도 시켜 줘", [("Order", "우유", None), ("Order", "계란", None)]),
        (
            "파티 목록 만들어서 우유랑 계란 넣어 줘",
            [("ListAdd", "우유", None), ("ListAdd", "계란", None)],
        ),
        ("우유 아무거나 두 개 시켜 줘", [("Order", "우유", 2)]),
        ("사과 주문해줘", [("Order", "사과", None)]),
        ("세제 2개, 식초 1개 주문해 줘", [("Order", "세제", 2), ("Order", "식초", 1)]),
        ("세제 두 개 아니 세 개 주문해 줘", [("Order", "세제", 3)]),
        ("세제 하나만 아 잠깐 두 개로 주문해 줘", [("Order", "세제", 2)]),
        (
            "세제 주문하고 우유는 목록에 넣어 줘",
            [("Order", "세제", None), ("ListAdd", "우유", None)],
        ),
    ],
)
def test_korean(text: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert heard(text, "ko") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "buy milk eggs and bread",
            "en",
            [("Order", name, None) for name in ("milk", "eggs", "bread")],
        ),
        (
            "order two milk three eggs and bread",
            "en",
            [("Order", "milk", 2), ("Order", "eggs", 3), ("Order", "bread", None)],
        ),
        (
            "remove the eggs the milk and the bread from my list",
            "en",
            [("ListRemove", name, None) for name in ("eggs", "milk", "bread")],
        ),
        (
            "우유 두 개 계란 하나 주문해줘",
            "ko",
            [("Order", "우유", 2), ("Order", "계란", 1)],
        ),
        (
            "우유하고 계란 둘 다 목록에서 빼줘",
            "ko",
            [("ListRemove", "우유", None), ("ListRemove", "계란", None)],
        ),
    ],
)
def test_things_without_a_word_between(
    text: str, language: Language, expected: list[tuple[str, str, int | None]]
) -> None:
    assert heard(text, language) == expected


def test_a_first_command_is_not_taken_for_words_beside_the_second() -> None:
    assert heard("buy milk and put bread on the list", "en") == [
        ("Order", "milk", None),
        ("ListAdd", "bread", None),
    ]


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("order detergent no make it vinegar", "en", "vinegar"),
        ("order detergent, no, I mean vinegar", "en", "vinegar"),
        ("order milk no wait order coffee", "en", "coffee"),
        ("세제 아니 식초 주문해줘", "ko", "식초"),
        ("우유 주문해줘 아니다 커피 주문해줘", "ko", "커피"),
    ],
)
def test_a_thing_that_is_taken_back_at_once(text: str, language: Language, meant: str) -> None:
    assert heard(text, language) == [("Order", meant, None)]


def test_what_is_meant_instead_has_to_be_known() -> None:
    assert heard("order detergent i mean it", "en") != [("Order", "it", None)]


@pytest.mark.parametrize(
    ("text", "language", "things"),
    [
        ("put onions on the list and also two bottles of vinegar", "en", ["onions", "vinegar"]),
        ("put onions and rice on the list, and milk too", "en", ["onions", "rice", "milk"]),
        ("add milk to my list as well as eggs and some bread", "en", ["milk", "eggs", "bread"]),
        ("take the milk off the list and the eggs too", "en", ["milk", "eggs"]),
        ("양파 목록에 넣어줘 그리고 우유도 두 개", "ko", ["양파", "우유"]),
        ("목록에 양파 넣어줘 우유도", "ko", ["양파", "우유"]),
        ("커피 주문해줘 우유도", "ko", ["커피", "우유"]),
    ],
)
def test_what_is_added_behind_a_command_is_not_lost(
    text: str, language: Language, things: list[str]
) -> None:
    assert [thing for _, thing, _ in heard(text, language)] == things


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("put onions on the list and let me know", ["ListAdd"]),
        ("put onions on the list and play chopin", ["ListAdd", "PlayMusic"]),
    ],
)
def test_what_is_not_sold_is_no_afterthought(text: str, names: list[str]) -> None:
    assert [name for name, _, _ in heard(text, "en")] == names


@pytest.mark.parametrize(
    ("said", "sure"),
    [
        ("우유 두 개 시켜?", False),
        ("우유 주문해요?", False),
        ("우유 시켜 줄래?", True),
        ("우유 시켜", True),
    ],
)
def test_a_korean_order_that_asks_whether_is_asked_about(said: str, *, sure: bool) -> None:
    def understand(text: str) -> Intent | None:
        return matcher("ko").understand(text).intent

    (order,) = in_one_breath(said, "ko", understand, lambda phrase: KNOWN.get(phrase, 0.0))
    assert order.name == "Order"
    assert (order.score == 1) == sure


@pytest.mark.parametrize("said", ["사무실에 둘 물감 주문해 줘", "망설일 거 없이 물감 주문해 줘"])
def test_what_is_not_sold_is_called_by_its_own_name(said: str) -> None:
    def understand(text: str) -> Intent | None:
        return matcher("ko").understand(text).intent

    (order,) = in_one_breath(said, "ko", understand, lambda _: 0.0)
    assert order.slots["product"].text == "물감"
