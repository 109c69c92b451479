"""Which words are spotted in what was said, and which names they lead to."""

import sqlite3
from collections.abc import Iterable

import pytest

from assistant.language.names.phone_alignment import run_of_phones
from assistant.storage.catalog.facet_columns import FacetColumns, FacetRow, Wanted
from assistant.storage.catalog.name_scores import NameScores
from assistant.storage.catalog.name_writing import RUN, SCHEMA, Named, add_names
from assistant.storage.catalog.word_spotting import (
    MOST_WORDS,
    Spotted,
    SpottedWords,
)


@pytest.fixture
def file() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.executescript(SCHEMA)
    return connection


def spotted(file: sqlite3.Connection, *said: str) -> list[str]:
    """The words spotted in a phrase, the weightiest first."""
    return [spelling(file, each) for each in spot(file, *said)]


def spot(file: sqlite3.Connection, *said: str) -> list[Spotted]:
    words = SpottedWords(file)
    words.keep_up()
    return words.spot(said, 1000)


def spelling(file: sqlite3.Connection, each: Spotted) -> str:
    row = file.execute("SELECT spelled FROM word WHERE id = ?", (each.word,)).fetchone()
    return str(row[0])


def write(file: sqlite3.Connection, names: Iterable[str]) -> None:
    add_names(file, [Named(f"e{number}", (name,)) for number, name in enumerate(names)])


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("deter", "gent"), "detergent"),
        (("dish", "soup"), "soap"),
        (("tooth", "paste"), "toothpaste"),
        (("세재를",), "세제"),
        (("섬유유", "연제"), "섬유유연제"),
    ],
)
def test_a_word_is_spotted_across_spaces_and_as_it_sounds(
    file: sqlite3.Connection, said: tuple[str, ...], word: str
) -> None:
    write(file, ["Tide detergent", "dish soap", "mint toothpaste", "가루 세제", "섬유유연제 리필"])
    assert word in spotted(file, *said)


def test_a_word_that_was_said_as_it_is_written_tells_more_than_one_that_sounds_alike(
    file: sqlite3.Connection,
) -> None:
    write(file, ["red plate", "read plait"])
    assert spotted(file, "plait")[0] == "plait"


def test_a_rare_word_tells_more_than_a_common_one(file: sqlite3.Connection) -> None:
    write(file, ["violet paper", *(f"yellow paper {number}" for number in range(50))])
    assert spotted(file, "violet", "yellow") == ["violet", "yellow"]


def test_words_of_names_that_are_gone_are_not_spotted(file: sqlite3.Connection) -> None:
    write(file, ["Zorblatt lemonade"])
    words = SpottedWords(file)
    words.keep_up()
    file.execute("UPDATE word SET names = 0 WHERE spelled = 'zorblatt'")
    assert [spelling(file, each) for each in words.spot(("zorblatt",), 1)] == []


def test_new_words_are_taken_in(file: sqlite3.Connection) -> None:
    words = SpottedWords(file)
    words.keep_up()
    write(file, ["Quibbly fizz"])
    assert words.spot(("quibbly",), 1) == []
    words.keep_up()
    assert len(words.spot(("quibbly",), 1)) == 1


@pytest.mark.parametrize("name", ["Quibbly fizz", "Quibblo soda"])
def test_a_misheard_word_is_spotted_once_it_is_written(file: sqlite3.Connection, name: str) -> None:
    write(file, ["Lemonade"])
    words = SpottedWords(file)
    words.keep_up()
    assert words.spot(("kwibbley",), 1) == []
    write(file, ["Lemonade", name])
    words.keep_up()
    assert [spelling(file, each) for each in words.spot(("kwibbley",), 2)] == [
        name.split(maxsplit=1)[0].lower()
    ]


def test_how_many_names_hold_a_word_is_read_anew_once_some_are_written(
    file: sqlite3.Connection,
) -> None:
    write(file, ["Quibbly fizz"])
    words = SpottedWords(file)
    words.keep_up()
    assert [each.names for each in words.spot(("quibbly",), 1)] == [1]
    write(file, ["Quibbly fizz", "Quibbly soda"])
    words.keep_up()
    assert [each.names for each in words.spot(("quibbly",), 2)] == [2]


def test_a_phrase_holds_only_so_many_words(file: sqlite3.Connection) -> None:
    write(file, (f"straw{end}" for end in "abcdefghijklmnopqrstuvwxyz"))
    write(file, (f"strawberr{end}" for end in "abcdefghijklmnopqrstuvwxyz"))
    assert len(spot(file, "strawberry")) <= MOST_WORDS


def scores(file: sqlite3.Connection, last: int) -> NameScores:
    columns = FacetColumns(file)
    columns.keep_up(last)
    found = NameScores(file, columns)
    found.keep_up(last)
    return found


def best(index: NameScores, words: list[Spotted], wanted: Wanted | None = None) -> dict[int, float]:
    """The numbers of names that may be meant by the spotted words, with their scores."""
    numbers, found = index.best(words, "", wanted)
    return dict(zip(numbers.tolist(), found.tolist(), strict=True))


def test_names_that_hold_more_of_the_words_score_higher(file: sqlite3.Connection) -> None:
    write(file, ["apple juice", "apple pie", "cherry pie"])
    found = best(scores(file, 3), spot(file, "apple", "juice"))
    assert list(found) == [1, 2]
    assert found[1] > found[2]


def test_of_names_that_hold_the_same_word_those_that_sound_like_the_phrase_come_first(
    file: sqlite3.Connection,
) -> None:
    write(file, [*(f"house blend {number}" for number in range(400)), "kingsford house blend"])
    heard = run_of_phones(("kings", "fort", "blend"))
    numbers, _ = scores(file, 401).best(spot(file, "blend"), heard, None)
    assert numbers[0] == 401


def test_scores_of_one_phrase_leave_nothing_for_the_next(file: sqlite3.Connection) -> None:
    write(file, ["apple juice", "apple pie"])
    index, words = scores(file, 2), spot(file, "apple", "juice")
    assert best(index, words) == best(index, words)
    assert best(index, []) == {}


def test_of_names_that_score_the_same_the_first_few_are_kept(file: sqlite3.Connection) -> None:
    write(file, ["house blend"] * 400)
    found = best(scores(file, 400), spot(file, "blend"))
    assert list(found) == list(range(1, len(found) + 1))
    assert len(found) < 400


def test_a_word_of_more_names_than_a_run_holds_leads_to_all(file: sqlite3.Connection) -> None:
    write(file, [*(f"house blend {number}" for number in range(RUN)), "rare house blend"])
    found = best(scores(file, RUN + 1), spot(file, "rare", "blend"))
    assert next(iter(found)) == RUN + 1


def test_names_that_are_not_what_is_wanted_are_passed_over(file: sqlite3.Connection) -> None:
    cheap, dear = FacetRow(prices=(100, 0)), FacetRow(prices=(900, 0))
    add_names(file, [Named("dear", ("apple juice",), dear), Named("cheap", ("apple pie",), cheap)])
    found = best(scores(file, 2), spot(file, "apple"), Wanted(most=500))
    assert list(found) == [2]


def test_names_that_another_writes_meanwhile_disturb_nothing(file: sqlite3.Connection) -> None:
    write(file, ["apple juice"])
    index = scores(file, 1)
    add_names(file, [Named(f"new{number}", (f"apple {number}",)) for number in range(3000)])
    assert list(best(index, spot(file, "apple"))) == [1]
