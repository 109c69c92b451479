import pytest

from assistant.language.names.sounds import letters, sound
from assistant.language.words.spelling import without_frills, without_particle, words


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tide® Pods, 81-count", ("tide", "pod", "81ct")),
        ("tide pods eighty one count", ("tide", "pod", "81ct")),
        ("타이드 팟 팔십일 개입", ("타이드", "팟", "81ct")),
        ("생수 이 리터", ("생수", "2l")),
        ("Nescafé 1.5 liters", ("nescafe", "1.5l")),
        ("M&M's 18 oz", ("m", "and", "ms", "18oz")),
        ("Gymnopédie number one", ("gymnopedie", "no", "1")),
        ("cr twenty thirty two", ("cr", "2032")),
        ("nineteen eighty-four", ("1984",)),
        ("twenty four pack", ("24ct",)),
        ("one two three", ("123",)),
        ("two thousand and one", ("2000", "and", "1")),
        ("Doctor Pepper", ("dr", "pepper")),
        ("🎵 ...", ()),
    ],
)
def test_one_way_to_write_a_name(said: str, expected: tuple[str, ...]) -> None:
    assert words(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("the 81 count one", ("81ct",)),
        ("diapers size one", ("diaper", "size", "1")),
        ("세제 좀", ("세제",)),
        ("the the the", ("the",)),
    ],
)
def test_small_words_around_a_name(said: str, expected: tuple[str, ...]) -> None:
    assert without_frills(words(said)) == expected


@pytest.mark.parametrize(
    ("noun", "stem"),
    [
        ("세제를", "세제"),
        ("김이", "김"),
        ("라면도", "라면"),
        ("치약", None),
        ("사과", None),
        ("가을", None),
    ],
)
def test_a_particle_is_only_taken_where_it_agrees(noun: str, stem: str | None) -> None:
    assert without_particle(noun) == stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tide", "tied"),
        ("dawn", "don"),
        ("pods", "pots"),
        ("국물", "궁물"),
        ("라면을", "라며늘"),
        ("세제", "세재"),
    ],
)
def test_what_sounds_alike_has_one_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_final_and_initial_consonants_are_the_same_letter() -> None:
    assert letters("각") == letters("가") + letters("가")[0]
