import pytest

from assistant.store.goods.aisles import Aisles
from assistant.store.goods.catalog import Category


def category(id_: str, name: str, korean: str, parent: str = "", **aliases: str) -> Category:
    said = {language: (alias,) for language, alias in aliases.items()}
    return Category(id=id_, names={"en": name, "ko": korean}, parent_id=parent, aliases=said)


DRINKS = category("drinks", "Drinks", "음료", en="beverages", ko="마실 거")
WATER = category("water", "Water and soft drinks", "생수와 음료", "drinks")
TEA = category("tea", "Tea", "차", "drinks")
GREEN = category("green", "Green tea", "녹차", "tea")
FOOD = category("food", "Food", "식료품")
AISLES = Aisles([DRINKS, WATER, TEA, GREEN, FOOD])


@pytest.mark.parametrize(
    ("phrase", "id_"),
    [
        ("drinks", "drinks"),
        ("drink", "drinks"),
        ("beverages", "drinks"),
        ("음료", "drinks"),
        ("마실 거", "drinks"),
        ("teas", "tea"),
        ("녹차", "green"),
        ("sunset", None),
        ("brothers", None),
        ("노을", None),
        ("", None),
    ],
)
def test_a_category_is_named_in_both_languages(phrase: str, id_: str | None) -> None:
    found = AISLES.named(phrase)
    assert (found and found.id) == id_


def test_the_wider_of_two_that_are_called_so_is_meant() -> None:
    both = Aisles([category("a", "Tea", "차", "b"), category("b", "Tea", "차")])
    found = both.named("tea")
    assert found is not None
    assert found.id == "b"


def test_a_category_is_itself_and_what_is_right_below_with_all_under_that() -> None:
    parts = {each.category.id: each.ids for each in AISLES.parts(DRINKS)}
    assert parts == {
        "drinks": {"drinks"},
        "water": {"water"},
        "tea": {"tea", "green"},
    }
    assert [each.ids for each in AISLES.parts(GREEN)] == [{"green"}]


def test_the_widest_are_part_of_no_other() -> None:
    assert [each.id for each in AISLES.widest()] == ["drinks", "food"]
    lost = category("lost", "Lost", "미아", "gone")
    assert Aisles([lost]).widest() == (lost,)


def test_a_loop_ends() -> None:
    one, two = category("one", "One", "하나", "two"), category("two", "Two", "둘", "one")
    parts = Aisles([one, two]).parts(one)
    assert [each.ids for each in parts] == [{"one"}, {"one", "two"}]
