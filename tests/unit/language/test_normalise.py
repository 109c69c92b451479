import pytest

from assistant.language.words.normalise import (
    QUOTED,
    clean,
    keys,
    phrase,
    sentences,
    tokens,
    without_hesitation,
)
from assistant.language.words.numbers import number


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("What's up?", "en", ("what", "'s", "up")),
        ("R&B, Rock-n-roll!", "en", ("r", "and", "b", "rock", "n", "roll")),
        ("1,000 and 25", "en", ("1000", "and", "25")),
        ("the 80s", "en", ("the", "80", "s")),
        ("세제를 2통", "ko", ("세", "제", "를", "2", "통")),
        ("Sandeul의 ㅋㅋ", "ko", ("sandeul", "의")),
        ('play "Yes, No"', "en", ("play", QUOTED)),
        ("노래 '그 곳' 틀어", "ko", ("노", "래", QUOTED, "틀", "어")),
        ("don't say \"", "en", ("don", "'t", "say")),
        ("I dont, I wont. Im done", "en", ("i", "don", "'t", "i", "won", "'t", "i", "'m", "done")),
        ("ive", "ko", ("ive",)),
        ("", "en", ()),
    ],
)
def test_tokens(text: str, language: str, expected: tuple[str, ...]) -> None:
    assert keys(text, language) == expected


def test_a_phrase_keeps_its_spelling_and_closes_its_bracket() -> None:
    text = "틀어 줘 한(一) 노래"
    found = tokens(text, "ko")
    assert phrase(text, found[3], found[4]) == "한(一)"


def test_clean_drops_what_is_not_text() -> None:
    assert clean(" a\u0000b\u202e c\U0001f600\n\td ") == "a b c d"


@pytest.mark.parametrize(
    "typed",
    ["order \x1b[31mmilk\x1b[0m", "\x1b]0;title\x07order milk", "order \x1b(Bmilk"],
)
def test_clean_drops_escape_sequences_whole(typed: str) -> None:
    assert clean(typed) == "order milk"


def test_sentences_split_where_one_ends() -> None:
    assert sentences("Hello! Order 1.5 l milk. Thanks") == ["Hello!", "Order 1.5 l milk.", "Thanks"]
    assert sentences('play "Why? Because."') == ['play "Why? Because."']


@pytest.mark.parametrize(
    ("said", "language", "value"),
    [
        ("twenty four", "en", 24),
        ("two hundred and five", "en", 205),
        ("a million", "en", 1_000_000),
        ("three thousand two hundred", "en", 3200),
        ("12", "en", 12),
        ("cat", "en", None),
        ("하나", "ko", 1),
        ("스물네", "ko", 24),
        ("두", "ko", 2),
        ("이십오", "ko", 25),
        ("백", "ko", 100),
        ("만이천삼백", "ko", 12_300),
        ("천오백", "ko", 1500),
        ("고양이", "ko", None),
        ("", "ko", None),
        ("one two", "en", None),
        ("ten five", "en", None),
        ("twenty one", "en", 21),
        ("hundred twenty one", "en", 121),
        ("4.5", "en", 4.5),
    ],
)
def test_numbers(said: str, language: str, value: float | None) -> None:
    assert number(list(keys(said, language)), language) == value


@pytest.mark.parametrize(
    ("text", "language", "kept"),
    [
        ("um, order detergent", "en", "order detergent"),
        ("order, uh, two bottles", "en", "order two bottles"),
        ("could you, um, like, get me some, uh, soap", "en", "could you get me some soap"),
        ("order more of the, you know, dish soap", "en", "order more of the dish soap"),
        ("order milk, um, eggs, and bread", "en", "order milk, eggs, and bread"),
        ("i like, you know, pizza", "en", "i like pizza"),
        ("you know what", "en", "you know what"),
        ("그 뭐더라 세제 좀 시켜 줄래", "ko", "세제 좀 시켜 줄래"),
        ("그 뭐지", "ko", "그 뭐지"),
        ("play Umbrella by the Hum", "en", "play Umbrella by the Hum"),
        ("uh", "en", "uh"),
        ("음, 어... 세제 주문해 줘", "ko", "세제 주문해 줘"),
        ("세제를 어 두 개 주문해 줘", "ko", "세제를 두 개 주문해 줘"),
        ("어", "ko", "어"),
        ("그게 아니라 두 개", "ko", "그게 아니라 두 개"),
    ],
)
def test_the_sounds_of_thinking_are_passed_over(text: str, language: str, kept: str) -> None:
    assert without_hesitation(text, language) == kept
