"""An appliance in a household: what uses it up, and when."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.slots import Model

Amounts = Mapping[str, float]
"""What one use takes, by slot and in the slot's unit."""


@dataclass(frozen=True)
class Appliance:
    """A kind of device with its consumption."""

    model: Model
    rhythm: Rhythm
    uses_per_day: Callable[[Family], float]
    """On a mean day, when the family is at home."""
    amounts: Callable[[random.Random], Amounts]


@dataclass(frozen=True)
class Use:
    """The appliance was used once."""

    at: datetime
    amounts: Amounts


def uses(
    appliance: Appliance, family: Family, since: datetime, rng: random.Random
) -> Iterator[Use]:
    """All uses of an appliance by a family after `since`, for ever; nothing while it is away."""
    per_day = appliance.uses_per_day(family)
    moment = since
    while True:
        moment = appliance.rhythm.next_use(moment, per_day, rng)
        back = family.back_from(moment)
        if back is None:
            yield Use(moment, appliance.amounts(rng))
        else:
            moment = back
