"""Names of a large catalog: found as said, misheard, split, with particles; changed at once."""

import random
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.errors import StorageError
from assistant.language.names.resolve import ACCEPTABLE, CERTAIN
from assistant.storage.catalog.facet_columns import FacetRow, Wanted
from assistant.storage.catalog.name_index import NameIndex
from assistant.storage.catalog.name_writing import Named

BRANDS = ("Tide", "Persil", "Heinz", "Colgate", "Lavazza", "Barilla", "Duracell", "Pampers")
THINGS = ("detergent", "vinegar", "toothpaste", "coffee beans", "spaghetti", "batteries", "diapers")
KOREAN = (
    "피죤 섬유유연제",
    "농심 신라면",
    "오뚜기 사과식초",
    "비트 액체세제",
    "맥심 모카골드",
    "하기스 기저귀",
)


def sold() -> Iterator[tuple[str, tuple[str, ...]]]:
    numbers = random.Random(3)
    for brand in BRANDS:
        for thing in THINGS:
            for size in numbers.sample(range(2, 99), 6):
                name = f"{brand} {thing} {size} count"
                yield name.replace(" ", "-").lower(), (name,)
    for number, name in enumerate(KOREAN):
        yield f"ko-{number}", (f"{name} 3개입", name)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    found = NameIndex()
    found.build(sold())
    return found


def first(index: NameIndex, phrase: str, priors: dict[str, float] | None = None) -> str:
    found = index.candidates(phrase, priors=priors)
    return found[0].id if found else ""


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("Heinz vinegar", "heinz-vinegar"),
        ("vinegar heinz", "heinz-vinegar"),
        ("hines vinegar", "heinz-vinegar"),
        ("col gate tooth paste", "colgate-toothpaste"),
        ("lavatza coffee beans", "lavazza-coffee-beans"),
        ("신라면", "ko-1"),
        ("농심신라면을", "ko-1"),
        ("비트 액체 세재", "ko-3"),
        ("기저귀 하기스", "ko-5"),
    ],
)
def test_a_name_is_found_as_people_say_it(index: NameIndex, phrase: str, wanted: str) -> None:
    assert first(index, phrase).startswith(wanted)


def test_a_name_as_written_is_certain_and_another_is_not(index: NameIndex) -> None:
    assert index.candidates("오뚜기 사과식초")[0].score == 1.0
    assert all(candidate.score < 0.6 for candidate in index.candidates("quantum flux capacitor"))


def test_what_the_household_buys_takes_part_and_wins_among_equals(index: NameIndex) -> None:
    usual = "persil-detergent"
    bought = next(id_ for id_, _ in sold() if id_.startswith(usual))
    assert first(index, "detergent", priors={bought: 4.0}) == bought


def test_changes_are_found_at_once_and_stay(tmp_path: Path) -> None:
    index = NameIndex(tmp_path / "names.db")
    index.build(sold())
    index.put("new", ("Zorblatt sparkling lemonade",))
    assert first(index, "zorblat lemonade") == "new"
    index.put("new", ("Quibbly orange fizz",))
    assert first(index, "quibbly orange fizz") == "new"
    assert first(index, "zorblatt sparkling lemonade") != "new"
    index.close()
    again = NameIndex(tmp_path / "names.db")
    assert first(again, "quibly orange fizz") == "new"
    again.remove("new")
    assert first(again, "quibbly orange fizz") != "new"
    again.close()


@pytest.mark.parametrize(
    "phrase", ["", "   ", "!!!", "🙂", "\u202e", "a" * 5000, "the " * 500, "3"]
)
def test_what_names_nothing_finds_nothing_certain(index: NameIndex, phrase: str) -> None:
    assert all(candidate.score < 0.95 for candidate in index.candidates(phrase))


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_phrase_is_answered(index: NameIndex, phrase: str) -> None:
    found = index.candidates(phrase)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(0 <= candidate.score <= 1 for candidate in found)


def test_names_that_another_has_built_anew_are_found(tmp_path: Path) -> None:
    index = NameIndex(tmp_path / "names.db")
    index.build(sold())
    reader = NameIndex(tmp_path / "names.db")
    index.build([("one", ("Zorblatt sparkling lemonade",)), ("other", ("Quibbly orange fizz",))])
    assert first(reader, "zorblat lemonade") == "one"
    assert first(reader, "kwibbly fizz") == "other"
    reader.close()
    index.close()


def of_an_earlier_version(path: Path) -> None:
    """Make an index into what the first version wrote: no phones, no keys across scripts."""
    with sqlite3.connect(path) as file:
        file.execute("ALTER TABLE name DROP COLUMN sounded")
        file.execute("DROP TABLE kept_as")
        file.execute("DELETE FROM gram")


def test_an_index_of_an_earlier_version_is_written_anew_where_it_is_opened(tmp_path: Path) -> None:
    index = NameIndex(tmp_path / "names.db")
    index.build([Named(*entry, facets=FacetRow(prices=(99, 0))) for entry in sold()])
    index.put("gone", ("Zorblatt lemonade",))
    index.remove("gone")
    before = len(index)
    index.close()
    of_an_earlier_version(tmp_path / "names.db")
    again = NameIndex(tmp_path / "names.db")
    assert len(again) == before
    assert first(again, "pearl seal vinegar").startswith("persil-vinegar")
    assert again.candidates("persil vinegar", wanted=Wanted(most=100))
    assert not again.candidates("persil vinegar", wanted=Wanted(most=98))
    again.put("new", ("Zorblatt lemonade",))
    assert first(again, "zorblat lemonade") == "new"
    again.close()


def test_what_is_kept_of_each_name_stays_its_own_where_it_is_written_anew(tmp_path: Path) -> None:
    index = NameIndex(tmp_path / "names.db")
    index.put("gone", ("Quibbly fizz",))
    index.remove("gone")  # a number that nobody has any more
    cheap = Named("cheap", ("Zorblatt lemonade",), facets=FacetRow(prices=(99, 0)))
    dear = Named("dear", ("Zorblatt lemonade sparkling",), facets=FacetRow(prices=(999, 0)))
    index.build([dear, cheap])
    index.remove("dear")
    index.put_all([dear])
    index.close()
    of_an_earlier_version(tmp_path / "names.db")
    again = NameIndex(tmp_path / "names.db")
    for wanted, id_ in ((Wanted(most=100), "cheap"), (Wanted(least=100), "dear")):
        found = again.candidates("zorblatt lemonade", wanted=wanted)
        assert [each.id for each in found] == [id_]
    again.close()


def test_an_index_is_written_anew_by_one_process_while_others_wait(tmp_path: Path) -> None:
    index = NameIndex(tmp_path / "names.db")
    index.build(sold())
    index.close()
    of_an_earlier_version(tmp_path / "names.db")
    with ThreadPoolExecutor() as threads:
        indexes = list(threads.map(NameIndex, [tmp_path / "names.db"] * 3))
    for each in indexes:
        assert first(each, "pearl seal vinegar").startswith("persil-vinegar")
        each.close()


def test_an_index_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    NameIndex(tmp_path / "names.db").close()
    with sqlite3.connect(tmp_path / "names.db") as file:
        file.execute("UPDATE kept_as SET version = 99")
    with pytest.raises(StorageError, match="later version"):
        NameIndex(tmp_path / "names.db")


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("velveeta kedc hup", "velveeta-ketchup"),
        ("criscos mason aise", "crisco-mayonnaise"),
        ("cure rig cola", "keurig-cola"),
    ],
)
def test_a_word_that_nobody_recognises_is_found_beside_one_of_very_many_names(
    phrase: str, wanted: str
) -> None:
    """Fifty things of the brand hold just the word that was heard right."""
    index = NameIndex()
    others = [f"flavour{number}" for number in range(50)]
    index.build(
        (f"{brand}-{thing}", (f"{brand} {thing}",))
        for brand in ("Velveeta", "Crisco", "Keurig")
        for thing in (*others, "ketchup", "mayonnaise", "cola")
    )
    assert first(index, phrase).lower() == wanted


@pytest.fixture(scope="module")
def english() -> NameIndex:
    found = NameIndex()
    names = (
        *(f"{brand} {thing}" for brand in BRANDS for thing in THINGS),
        *(
            "Frederic Chopin: Nocturne No. 2",
            "Ludwig van Beethoven: Sonata No. 8",
            "Downy softener",
        ),
        *("Doritos nacho cheese", "Starbucks ground coffee", "W.A. Mozart: Requiem"),
    )
    found.build((name, (name,)) for name in names)
    return found


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("쇼팽", "Frederic Chopin"),
        ("쇼팽 녹턴을", "Frederic Chopin: Nocturne"),
        ("베토벤 소나타", "Ludwig van Beethoven: Sonata"),
        ("모차르트를", "W.A. Mozart"),
        ("타이드", "Tide"),
        ("타이드 디터전트", "Tide detergent"),
        ("콜게이트", "Colgate"),
        ("라바짜", "Lavazza"),
        ("바릴라", "Barilla"),
        ("듀라셀", "Duracell"),
        ("다우니", "Downy"),
        ("도리토스", "Doritos"),
        ("스타벅스", "Starbucks"),
    ],
)
def test_a_name_may_be_said_in_korean_and_written_in_english(
    english: NameIndex, phrase: str, wanted: str
) -> None:
    """Found with no alias, and never certain."""
    found = english.candidates(phrase)
    assert found[0].id.startswith(wanted)
    assert ACCEPTABLE <= found[0].score < CERTAIN


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [("haetban", "햇반"), ("bibigo", "비비고"), ("chopin", "쇼팽"), ("gillette", "질레트")],
)
def test_a_name_may_be_said_in_english_and_written_in_korean(phrase: str, wanted: str) -> None:
    index = NameIndex()
    names = ("햇반 백미", "비비고 왕교자", "쇼팽 녹턴", "질레트 면도날", *KOREAN)
    index.build((name, (name,)) for name in names)
    assert index.candidates(phrase)[0].id.startswith(wanted)


@pytest.mark.parametrize(
    "phrase", ["내일 날씨 어때", "바보 같은 소리", "외계인 우주선", "그게 뭐야"]
)
def test_korean_talk_is_no_english_name(english: NameIndex, phrase: str) -> None:
    assert all(each.score < ACCEPTABLE for each in english.candidates(phrase))


def test_each_entry_is_a_candidate_once_however_it_may_be_written(english: NameIndex) -> None:
    found = [each.id for each in english.candidates("타이드 디터전트", limit=20)]
    assert len(found) == len(set(found))


def test_in_a_catalog_of_both_scripts_an_unknown_word_is_one_misheard() -> None:
    mixed = NameIndex()
    mixed.build([("ko", ("비트 액체세제",)), ("en", ("Butter",)), *((n, (n,)) for n in KOREAN)])
    assert all(each.id != "en" for each in mixed.candidates("버터"))
