"""A simulated water filter: a cartridge is good for some 150 litres, and each filling takes from it."""

import random
import sys

from devices.consumption.appliance import Amounts, Appliance
from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.device import main
from devices.slots import Model, Slot

WATER_FILTER = Model(
    kind="water_filter", slots=(Slot("cartridge", capacity=150, unit="litres", per_use=1.2),)
)


def _fillings_per_day(family: Family) -> float:
    return (0.5 + 0.5 * family.people) * family.habit


def _filling(rng: random.Random) -> Amounts:
    return {"cartridge": round(rng.uniform(0.7, 1.7), 1)}


FILTERING = Appliance(
    model=WATER_FILTER,
    rhythm=Rhythm(
        weekday={6: 1, 7: 2, 8: 1, 12: 1, 13: 1, 17: 1, 18: 2, 19: 2, 20: 1, 21: 1},
        weekend={8: 1, 9: 2, 10: 1, 12: 2, 13: 2, 15: 1, 18: 2, 19: 2, 20: 1, 21: 1},
        weekend_uses=1.2,
        regularity=2,
    ),
    uses_per_day=_fillings_per_day,
    amounts=_filling,
)

if __name__ == "__main__":
    sys.exit(main(WATER_FILTER))
