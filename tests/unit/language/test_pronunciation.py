"""What words sound like that stand in no dictionary, and which names a phrase may have been."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.language.names.phone_alignment import LONGEST, explained, run_of_phones
from assistant.language.names.pronunciation import as_spoken, phones, rough_phones
from assistant.language.words.spelling import words


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("tide", "taId"),
        ("detergent", "dItRJ@nt"),
        ("knife", "naIf"),
        ("cheese", "Ciz"),
        ("phone", "foUn"),
        ("quick", "kwIk"),
        ("vision", "vIS@n"),
        ("nation", "neIS@n"),
        ("huggie", "hVgi"),
        ("bottle", "bat@l"),
        ("7", "sEv@n"),
        ("81ct", "eItiwVn"),
        ("b12s", "bs"),
        ("세제", "sece"),
    ],
)
def test_a_word_is_pronounced_by_rules(word: str, spoken: str) -> None:
    assert phones(word) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (("5", "뚜기"), ("오", "뚜기")),
        (("햇반", "210g", "12ct"), ("햇반", "이백십그램", "십이개")),
        (("콜라", "1.5l"), ("콜라", "일점오리터")),
        (("maroon", "5"), ("maroon", "5")),
    ],
)
def test_numbers_among_korean_words_are_read_in_korean(
    written: tuple[str, ...], spoken: tuple[str, ...]
) -> None:
    assert as_spoken(written) == spoken


@pytest.mark.parametrize(
    ("one", "other"),
    [("tide", "tied"), ("wait", "weight"), ("right", "write"), ("night", "knight")],
)
def test_words_that_sound_the_same_are_pronounced_the_same(one: str, other: str) -> None:
    assert phones(one) == phones(other)


@pytest.mark.parametrize(("one", "other"), [("bat", "pad"), ("zoo", "sue"), ("veal", "feel")])
def test_roughly_voice_does_not_tell_words_apart(one: str, other: str) -> None:
    assert rough_phones(one) == rough_phones(other)


NAMES = (
    "De Cecco canned corn",
    "Tide fabric softener",
    "Kraft oatmeal",
    "Keurig cola",
    "Wolfgang Amadeus Mozart: Serenade",
    "Morton tomato soup",
    "농심 신라면",
)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("the circle can't go wrong", "De Cecco canned corn"),
        ("time for a big softener", "Tide fabric softener"),
        ("craft all to me all", "Kraft oatmeal"),
        ("cured color", "Keurig cola"),
        ("more time to match or soup", "Morton tomato soup"),
        ("신라 명", "농심 신라면"),
    ],
)
def test_a_name_explains_what_was_heard_wherever_words_begin_and_end(heard: str, name: str) -> None:
    how_far = explained(run_of_phones(words(heard)), [run_of_phones(words(n)) for n in NAMES])
    assert NAMES[int(how_far.argmax())] == name


def test_what_was_not_said_of_a_name_counts_little_and_inside_much() -> None:
    said = run_of_phones(("oat", "milk"))
    names = (("oat", "milk"), ("silk", "oat", "milk", "gallon"), ("oat", "chocolate", "milk"))
    whole, more, between = explained(said, [run_of_phones(name) for name in names]).tolist()
    assert whole == 1 > more > between
    assert more > 0.9


def test_without_phones_nothing_is_explained() -> None:
    assert explained("", ["taId"]).tolist() == [0]
    assert explained("taId", [""]).tolist() == [0]
    assert explained("taId", []).tolist() == []


@given(st.text(max_size=60), st.lists(st.text(max_size=60), min_size=1, max_size=5))
@example("᥆", ["᥆", "tide"])
def test_any_texts_are_compared(phrase: str, names: list[str]) -> None:
    said = run_of_phones(words(phrase))
    how_far = explained(said, [run_of_phones(words(name)) for name in [*names, phrase]])
    assert len(said) <= LONGEST
    assert ((how_far >= 0) & (how_far <= 1)).all()
    assert not said or how_far[-1] == pytest.approx(1)
