"""How a process that stays looks for garbage."""

import gc
from collections.abc import Iterator

import pytest

from assistant.core.garbage import loading_to_stay


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Look for garbage afterwards as before."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_was_loaded_is_never_looked_through_again() -> None:
    """The net of sentences is among what no answer waits for."""
    with loading_to_stay():
        loaded = [[number] for number in range(1000)]
        assert not gc.isenabled()
    assert gc.isenabled()
    still_watched = {id(thing) for thing in gc.get_objects()}
    assert not still_watched & {id(thing) for thing in loaded}


def test_a_thousand_new_things_are_not_yet_worth_a_look() -> None:
    """One sentence makes as many, and none of them is garbage that only a search would find."""
    looks: list[str] = []

    def looked(phase: str, _: object) -> None:
        looks.append(phase)

    with loading_to_stay():
        pass
    gc.callbacks.append(looked)
    made = [[number] for number in range(5000)]
    gc.callbacks.remove(looked)
    assert len(made) == 5000
    assert not looks
