"""One appliance of a crowd: pure, with its own chance."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.core.messages import PressSlot, ReportLevel
from devices.consumption.appliance import Appliance, Use, uses
from devices.consumption.family import Family
from devices.slots import Slot

BY_BUTTON = 0.3
"""The part of appliances that measure nothing: somebody looks, and presses."""
PRESSED_AT = 0.15
"""Part of the capacity at which somebody presses."""
PRESSED_TWICE = 0.1
"""How many presses somebody repeats, not having seen that something happened."""
SHELVED = timedelta(hours=5)
"""From the parcel at the door to the slot being filled, at most."""


class Member:
    """An appliance in a household.

    Args:
        device_id: its name on the wire.
        appliance: its kind.
        since: when it begins.
        seed: of its chance: the same for the same life.
    """

    __slots__ = (
        "_appliance", "_levels", "_numbered", "_pressed", "_rng", "_uses", "by_button", "device_id",
        "found_empty",
    )  # fmt: skip

    def __init__(self, device_id: str, appliance: Appliance, since: datetime, seed: int) -> None:
        self.device_id = device_id
        self.found_empty = 0
        """How often something was wanted that had run out."""
        self._appliance = appliance
        self._rng = rng = random.Random(seed)
        family = Family.drawn(rng, since)
        self._uses: Iterator[Use] = uses(appliance, family, since, rng)
        self._levels = {
            slot.name: slot.capacity * rng.uniform(0.2, 1) for slot in appliance.model.slots
        }
        self.by_button = rng.random() < BY_BUTTON
        self._pressed: set[str] = set()
        self._numbered = 0

    def next_use(self) -> Use:
        """When and how it is used next."""
        return next(self._uses)

    def used(self, use: Use, now: datetime) -> list[PressSlot | ReportLevel]:
        """What it asks after a use."""
        asked: list[PressSlot | ReportLevel] = []
        for slot in self._appliance.model.slots:
            amount, level = use.amounts[slot.name], self._levels[slot.name]
            if not amount:
                continue
            self.found_empty += level < amount
            self._levels[slot.name] = left = max(0.0, level - amount)
            if not self.by_button:
                asked.append(self._report(slot, now))
            elif left <= PRESSED_AT * slot.capacity and slot.name not in self._pressed:
                self._pressed.add(slot.name)
                asked += [self._press(slot, now) for _ in range(self._presses())]
        return asked

    def filled_at(self, delivered: datetime) -> datetime:
        """When somebody fills in what was delivered."""
        return delivered + SHELVED * self._rng.random()

    def filled(self, slot_name: str, now: datetime) -> list[PressSlot | ReportLevel]:
        """What it tells after a slot was filled up."""
        self._pressed.discard(slot_name)
        for slot in self._appliance.model.slots:
            if slot.name == slot_name:
                self._levels[slot_name] = slot.capacity
                return [] if self.by_button else [self._report(slot, now)]
        return []

    def _presses(self) -> int:
        return 2 if self._rng.random() < PRESSED_TWICE else 1

    def _id(self, what: str) -> str:
        self._numbered += 1
        return f"{self.device_id}-{what}-{self._numbered}-{self._rng.getrandbits(32):08x}"

    def _press(self, slot: Slot, now: datetime) -> PressSlot:
        return PressSlot(request_id=self._id("p"), device_id=self.device_id, at=now, slot=slot.name)

    def _report(self, slot: Slot, now: datetime) -> ReportLevel:
        return ReportLevel(
            request_id=self._id("l"),
            device_id=self.device_id,
            at=now,
            slot=slot.name,
            remaining=round(self._levels[slot.name], 3),
            capacity=slot.capacity,
            unit=slot.unit,
        )
