"""What was chosen is kept, is replaced by another choice, and is let go with all that it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.dialog.steps import KeepNotes
from assistant.language.intent import Intent, Slot
from assistant.skills.asking.comparing import let_go
from assistant.skills.scene import Scene, Shelf
from assistant.store.choosing.purchase import Choose, Fit, pick
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought
from assistant.store.household.notes import HouseholdNotes
from tests.unit.scenes import bare_scene

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def vinegar(id_: str) -> Product:
    return Product(
        id=id_,
        category_id="vinegar",
        brand={"en": id_},
        names={"en": f"{id_} Vinegar"},
        aliases={"en": ("vinegar",)},
        size=1,
        size_unit="l",
        prices=(Money(299, "USD"),),
        seller_id="home",
    )


class Vinegars:
    """A shelf of three that are all called vinegar."""

    def __init__(self) -> None:
        self.sold = {id_: vinegar(id_) for id_ in ("heinz", "house", "third")}

    def find(self, _phrase: str, most: int = 8) -> Sequence[Fit]:
        return [Fit(product, 1.0) for product in self.sold.values()][:most]

    def product(self, product_id: str) -> Product:
        return self.sold[product_id]


def bought(times: int, at: datetime = NOW - 9 * DAY) -> Bought:
    return Bought("", times, times, 1, Money(299, "USD"), at)


def scene_with(*notes: Note) -> Scene:
    shelf = cast("Shelf", Vinegars())
    return replace(bare_scene(NOW), shelf=shelf, notes=HouseholdNotes(notes), topic="house")


def meant(notes: HouseholdNotes, history: dict[str, Bought]) -> str:
    """The product that is taken, or `which` where it is asked."""
    usual = notes.usual(history)
    found = pick(Vinegars().find("vinegar"), usual, notes.preferred(usual), notes.let_go(history))
    if isinstance(found, Choose):
        return "which"
    assert isinstance(found, Fit)
    return found.product.id


def test_letting_go_clears_all_that_made_it_be_taken() -> None:
    kept = [Note(topic=topic, about="house", at=NOW - DAY) for topic in ("chosen", "usual")]
    favourite = Note(topic="favourite", about="house", value="vinegar", at=NOW - DAY)
    for phrase in ("", "vinegar"):
        slots = {"kind": Slot(phrase, phrase, 1.0)} if phrase else {}
        said = Intent(name="LetGo", slots=slots, text="not that one any more", language="en")
        scene = scene_with(*kept, favourite)
        step = let_go(said, replace(scene, history={"house": bought(3)}))
        assert isinstance(step, KeepNotes)
        noted = {(note.topic, note.about): note.value for note in step.notes}
        assert noted == {
            ("let_go", "house"): "",
            ("chosen", "house"): None,
            ("usual", "house"): None,
            ("favourite", "house"): None,
        }


def test_what_was_let_go_and_not_bought_since_is_asked_about() -> None:
    history = {"house": bought(5), "heinz": bought(1)}
    chosen = Note(topic="chosen", about="house", at=NOW - 9 * DAY)
    assert meant(HouseholdNotes([chosen]), history) == "house"
    let_go_since = Note(topic="let_go", about="house", at=NOW - DAY)
    assert meant(HouseholdNotes([chosen, let_go_since]), history) == "which"


def test_the_household_s_word_goes_before_its_favourite_and_that_before_its_choice() -> None:
    history = {"house": bought(1), "heinz": bought(9)}
    chosen = Note(topic="chosen", about="house", at=NOW)
    favourite = Note(topic="favourite", about="third", value="vinegar", at=NOW)
    always = Note(topic="usual", about="heinz", at=NOW)
    assert meant(HouseholdNotes(), history) == "heinz"  # bought most
    assert meant(HouseholdNotes([chosen]), history) == "house"
    assert meant(HouseholdNotes([chosen, favourite]), history) == "third"
    assert meant(HouseholdNotes([chosen, favourite, always]), history) == "heinz"


def test_a_choice_that_was_never_bought_is_not_taken_for_it() -> None:
    chosen = Note(topic="chosen", about="third", at=NOW)
    assert meant(HouseholdNotes([chosen]), {"heinz": bought(2)}) == "heinz"
