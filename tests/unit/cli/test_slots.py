import pytest

from assistant.core.errors import BadInputError
from assistant.core.messages import Answer
from devices.slots import Shelf, Slot, parse_levels

PODS = Slot("detergent", capacity=40, unit="pods", per_use=1)
BUTTON = Slot("coffee")


def test_a_new_slot_is_full_and_a_button_has_no_level() -> None:
    pods, button = Shelf((PODS, BUTTON)).shown()
    assert (pods.remaining, pods.capacity, pods.unit, pods.status) == (40, 40, "pods", "idle")
    assert (button.remaining, button.capacity, button.unit) == (None, None, None)


def test_use_takes_a_portion_and_stops_at_nothing() -> None:
    shelf = Shelf((PODS, BUTTON), {"detergent": 1.5})
    assert shelf.used_once().level(PODS) == 0.5
    assert shelf.used_once().used_once().level(PODS) == 0


def test_what_the_shop_says_is_shown_per_slot() -> None:
    shelf = Shelf((PODS, BUTTON)).asking("coffee")
    assert [slot.status for slot in shelf.shown()] == ["idle", "asking"]
    shelf = shelf.answered("coffee", Answer(request_id="r", status="refused", reason="closed"))
    assert [slot.status for slot in shelf.shown()] == ["idle", "refused"]


def test_slots_by_name() -> None:
    shelf = Shelf((PODS, BUTTON))
    assert shelf.slot(None) is PODS
    assert shelf.slot("coffee") is BUTTON
    with pytest.raises(BadInputError, match="detergent, coffee"):
        shelf.slot("milk")


def test_levels_from_the_command_line() -> None:
    assert parse_levels(["detergent=12"], (PODS, BUTTON)) == {"detergent": 12.0}


@pytest.mark.parametrize(
    "text", ["detergent", "detergent=x", "detergent=-1", "detergent=41", "detergent=nan",
             "coffee=1", "milk=1"],
)  # fmt: skip
def test_wrong_levels_are_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_levels([text], (PODS, BUTTON))
