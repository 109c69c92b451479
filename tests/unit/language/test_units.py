"""Amounts as people say them: two bottles, 두 병, two dozen, 두 판."""

from datetime import UTC, datetime

import pytest

from assistant.core.notes import ListItem
from assistant.core.settings import PROJECT
from assistant.language.replies.spoken import Spoken, Written
from assistant.language.templates.files import read_yaml
from assistant.language.words.units import counted, counter, pieces_in

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "english", "korean", "said"),
    [
        (("vinegar", 2, "bottle"), "two bottles of vinegar", "vinegar 2병", "vinegar 두 병"),
        (("bread", 1, "loaf"), "one loaf of bread", "bread 1덩이", "bread 한 덩이"),
        (("eggs", 12, None), "twelve eggs", "eggs 12개", "eggs 열두 개"),
        (("milk", None, None), "milk", "milk", "milk"),
        (("계란", 2, "tray"), "two trays of 계란", "계란 2판", "계란 두 판"),
        (("닭", 3, "마리"), "three 마리 of 닭", "닭 3마리", "닭 세 마리"),
    ],
)
def test_a_thing_on_a_list_is_read_as_people_say_it(
    item: tuple[str, int | None, str | None], english: str, korean: str, said: str
) -> None:
    name, quantity, unit = item
    listed = ListItem(name=name, quantity=quantity, unit=unit)
    assert Written("en", NOW, UTC).listed(listed) == english
    assert Written("ko", NOW, UTC).listed(listed) == korean
    assert Spoken("ko", NOW, UTC).listed(listed) == said


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_unit_of_the_sentences_has_a_word(language: str) -> None:
    common = read_yaml(PROJECT / "intents" / language / "_common.yaml")
    assert isinstance(common, dict)
    for value in common["lists"]["unit"]["values"]:
        assert counter(value["out"], language, 2), value


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ((None, None), (None, None)),
        ((None, "bottle"), (1, "bottle")),
        ((2, "piece"), (2, None)),
        ((3, "dozen"), (36, None)),
        ((2, "tray"), (2, "tray")),
    ],
)
def test_an_amount_is_kept_in_one_way(
    said: tuple[int | None, str | None], kept: tuple[int | None, str | None]
) -> None:
    assert counted(*said) == kept


def test_pieces_count_and_packs_do_not() -> None:
    assert [pieces_in(unit) for unit in (None, "piece", "tray", "bottle")] == [1, 1, 30, 0]


@pytest.mark.parametrize(
    ("name", "two"),
    [
        ("detergent", "two detergents"),
        ("box", "two boxes"),
        ("french press", "two french presses"),
        ("eggs", "two eggs"),
        ("strawberry", "two strawberries"),
        ("tray", "two trays"),
    ],
)
def test_two_of_a_thing_are_said_as_several(name: str, two: str) -> None:
    assert Written("en", NOW, UTC).several(ListItem(name=name, quantity=2)) == two
