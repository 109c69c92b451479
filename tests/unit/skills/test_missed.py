"""The reply to what is not understood: whole, short, and helpful where something sold is named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialog.steps import Say
from assistant.language.words.normalise import MAX_CHARACTERS
from assistant.skills.missed import missed
from assistant.skills.scene import Scene
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Category, Product
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def sold(name: str) -> Product:
    """A product of that name, with nothing else known of it."""
    return Product(
        id=name,
        names={"en": name},
        aliases={},
        brand={},
        category_id="all",
        size=1,
        size_unit="piece",
        seller_id="s",
        prices=(),
    )


class Shelf:
    """Milk, oat milk and 세제, each by its whole name; and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def find(self, phrase: str, most: int = 8) -> Sequence[Fit]:
        self.asked += 1
        names = {"milk": 1.0, "oat milk": 1.0, "세제": 1.0, "milking": 0.8}
        score = names.get(phrase)
        return [] if score is None else [Fit(sold(phrase), score)][:most]

    def product(self, product_id: str) -> Product:
        raise KeyError(product_id)

    def aisle(self, phrase: str) -> Sequence[Sequence[Product]]:  # noqa: ARG002
        return ()

    def aisles(self) -> Sequence[Category]:
        return ()


class Records:
    def find(self, wanted: object) -> Sequence[object]:  # noqa: ARG002
        return ()


@pytest.fixture
def scene() -> Scene:
    return made()


def made() -> Scene:
    return replace(
        bare_scene(NOW),
        shelf=Shelf(),
        records=Records(),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("what would milk be in winter", "milk"),
        ("would people like oat milk, perhaps?", "oat milk"),
        ("세제를 뭐라고 하더라", "세제"),
    ],
)
def test_what_is_sold_is_spoken_of_and_then_meant_by_it(
    scene: Scene, text: str, phrase: str
) -> None:
    said = missed(text, scene, again=False)
    assert said.key == "not_understood_about"
    assert (said.data["phrase"], said.data["topic"]) == (phrase, phrase)


@pytest.mark.parametrize("text", ["my tailor went home", "the cow wants milking", "the, a? -- !"])
def test_no_name_or_a_doubtful_one_is_not_spoken_of(scene: Scene, text: str) -> None:
    assert missed(text, scene, again=False) == Say("not_understood", {"text": text})


@pytest.mark.parametrize(
    "text",
    [
        "pass me the milk",
        "this milk is great",
        "세제 좀 건네줘",
        "oh look, oat milk",
        "우유가 맛있네",
    ],
)
def test_where_nothing_is_asked_nothing_is_hinted_at(scene: Scene, text: str) -> None:
    assert missed(text, scene, again=False) == Say("not_understood", {"text": text})


def test_how_to_go_on_is_told_once(scene: Scene) -> None:
    told = replace(scene, topic="milk")
    assert missed("what would milk be in winter", told, again=False).key == "not_understood"


def test_the_second_time_in_a_row_the_words_are_not_said_back(scene: Scene) -> None:
    assert missed("what would milk be", scene, again=True) == Say("not_understood_again")


@pytest.mark.parametrize(
    ("text", "key"), [("", "not_heard"), ("  ", "not_heard"), ("a" * 30_000, "too_long")]
)
def test_nothing_and_too_much_are_told_apart(scene: Scene, text: str, key: str) -> None:
    assert missed(text, scene, again=False) == Say(key)


@given(st.text(max_size=MAX_CHARACTERS))
def test_any_text_is_answered_shortly_after_few_lookups(text: str) -> None:
    scene = made()
    said = missed(text, scene, again=False)
    assert len(said.data.get("text", "")) <= 101
    assert isinstance(scene.shelf, Shelf)
    assert scene.shelf.asked <= 40
