"""What a simulated device has in its slots: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from assistant.core.errors import BadInputError
from assistant.core.messages import Answer, SlotState


@dataclass(frozen=True)
class Slot:
    """A place for a supply, or only a button where there is no capacity."""

    name: str
    capacity: float = 0
    unit: str = ""
    per_use: float = 0
    """Used up each time the device is used, in `unit`."""

    @property
    def measured(self) -> bool:
        """Whether the device knows how much is left."""
        return self.capacity > 0


@dataclass(frozen=True)
class Model:
    """What kind of device it is."""

    kind: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Shelf:
    """All slots of a device with their levels and what the shop last said of each."""

    slots: tuple[Slot, ...]
    levels: Mapping[str, float] = field(default_factory=dict)
    states: Mapping[str, SlotState] = field(default_factory=dict)

    def slot(self, name: str | None) -> Slot:
        """The slot of that name, the first where none is given; `BadInputError` where unknown."""
        for slot in self.slots:
            if name in (None, slot.name):
                return slot
        known = ", ".join(slot.name for slot in self.slots)
        raise BadInputError(f"no slot {name!r}; this device has {known}")

    def level(self, slot: Slot) -> float:
        """What is left, in the slot's unit; full where never told."""
        return min(self.levels.get(slot.name, slot.capacity), slot.capacity)

    def with_level(self, slot: Slot, level: float) -> Self:
        """The same with this much in a slot, never less than nothing or more than full."""
        return replace(self, levels={**self.levels, slot.name: min(max(level, 0.0), slot.capacity)})

    def used_once(self) -> Self:
        """After one use: every measured slot has less, down to nothing."""
        shelf = self
        for slot in self.slots:
            if slot.measured:
                shelf = shelf.with_level(slot, shelf.level(slot) - slot.per_use)
        return shelf

    def asking(self, name: str) -> Self:
        """A request for the slot is under way."""
        return self._with_state(SlotState(slot=name, status="asking"))

    def answered(self, name: str, answer: Answer) -> Self:
        """The shop's word on the slot."""
        order_id = answer.order.order_id if answer.order else None
        return self._with_state(SlotState(slot=name, status=answer.status, order_id=order_id))

    def _with_state(self, state: SlotState) -> Self:
        return replace(self, states={**self.states, state.slot: state})

    def shown(self) -> tuple[SlotState, ...]:
        """Every slot as the device shows it."""
        return tuple(self._shown(slot) for slot in self.slots)

    def _shown(self, slot: Slot) -> SlotState:
        state = self.states.get(slot.name)
        return SlotState(
            slot=slot.name,
            remaining=self.level(slot) if slot.measured else None,
            capacity=slot.capacity if slot.measured else None,
            unit=slot.unit if slot.measured else None,
            status=state.status if state else "idle",
            order_id=state.order_id if state else None,
        )


def parse_levels(texts: list[str], slots: tuple[Slot, ...]) -> dict[str, float]:
    """Read `slot=amount` texts; `BadInputError` where one is wrong."""
    shelf = Shelf(slots)
    levels = {}
    for text in texts:
        name, _, amount = text.partition("=")
        slot = shelf.slot(name)
        try:
            level = float(amount)
        except ValueError:
            level = -1.0
        if not (slot.measured and 0 <= level <= slot.capacity):
            raise BadInputError(
                f"--level {text}: write it as {name}=N with N from 0 to {slot.capacity:g}"
            )
        levels[name] = level
    return levels
