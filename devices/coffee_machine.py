"""A simulated coffee machine that grinds its beans: a cup takes about nine grams, a double more."""

import random
import sys

from devices.consumption.appliance import Amounts, Appliance
from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.device import main
from devices.slots import Model, Slot

COFFEE_MACHINE = Model(
    kind="coffee_machine", slots=(Slot("beans", capacity=1000, unit="g", per_use=9),)
)
DOUBLE = 0.3
"""The part of cups that are doubles."""


def _cups_per_day(family: Family) -> float:
    return (0.8 + 1.1 * min(family.people, 3)) * family.habit


def _cup(rng: random.Random) -> Amounts:
    grams = 16.0 if rng.random() < DOUBLE else 9.0
    return {"beans": round(grams * rng.gauss(1, 0.06), 1)}


COFFEE = Appliance(
    model=COFFEE_MACHINE,
    rhythm=Rhythm(
        weekday={5: 0.5, 6: 3, 7: 5, 8: 3, 9: 1, 13: 1.5, 14: 1, 15: 1, 16: 1, 19: 0.7, 20: 0.3},
        weekend={7: 1, 8: 3, 9: 5, 10: 4, 11: 2, 13: 1.5, 14: 2, 15: 2, 16: 1.5, 19: 0.7},
        weekend_uses=1.3,
        regularity=2,
    ),
    uses_per_day=_cups_per_day,
    amounts=_cup,
)

if __name__ == "__main__":
    sys.exit(main(COFFEE_MACHINE))
