"""A simulated washing machine: each wash uses a pod of detergent and some softener."""

import random
import sys

from devices.consumption.appliance import Amounts, Appliance
from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.device import main
from devices.slots import Model, Slot

WASHER = Model(
    kind="washer",
    slots=(
        Slot("detergent", capacity=40, unit="pods", per_use=1),
        Slot("softener", capacity=1200, unit="ml", per_use=40),
    ),
)
WITHOUT_SOFTENER, LARGE_LOAD = 0.25, 0.12
"""Parts of the washes."""


def _washes_per_day(family: Family) -> float:
    return (0.15 + 0.17 * family.people) * family.habit


def _wash(rng: random.Random) -> Amounts:
    pods = 2 if rng.random() < LARGE_LOAD else 1
    return {
        "detergent": pods,
        "softener": 0 if rng.random() < WITHOUT_SOFTENER else round(40 * pods * rng.gauss(1, 0.1)),
    }


WASHING = Appliance(
    model=WASHER,
    rhythm=Rhythm(
        weekday={7: 1, 8: 1, 9: 1, 12: 0.5, 17: 1, 18: 2, 19: 3, 20: 3, 21: 2, 22: 0.5},
        weekend={8: 1, 9: 3, 10: 4, 11: 4, 12: 2, 13: 2, 14: 2, 15: 2, 16: 1, 17: 1, 19: 1, 20: 1},
        weekend_uses=1.8,
    ),
    uses_per_day=_washes_per_day,
    amounts=_wash,
)

if __name__ == "__main__":
    sys.exit(main(WASHER))
