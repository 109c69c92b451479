"""A simulated tray of batteries that counts them: a toy takes two, a torch four, and rarely."""

import random
import sys

from devices.consumption.appliance import Amounts, Appliance
from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.device import main
from devices.slots import Model, Slot

BATTERY_TRAY = Model(
    kind="battery_tray", slots=(Slot("batteries", capacity=24, unit="batteries", per_use=2),)
)
TAKEN = {1: 10, 2: 55, 3: 10, 4: 25}
"""How many at a time, in percent."""


def _grips_per_day(family: Family) -> float:
    return (0.03 + 0.02 * family.people) * family.habit


def _grip(rng: random.Random) -> Amounts:
    return {"batteries": rng.choices(list(TAKEN), list(TAKEN.values()))[0]}


TAKING = Appliance(
    model=BATTERY_TRAY,
    rhythm=Rhythm(
        weekday={7: 1, 8: 1, 16: 1, 17: 2, 18: 3, 19: 3, 20: 3, 21: 2},
        weekend={9: 1, 10: 3, 11: 3, 12: 2, 13: 2, 14: 3, 15: 3, 16: 3, 17: 2, 18: 2, 19: 2, 20: 2},
        weekend_uses=1.5,
    ),
    uses_per_day=_grips_per_day,
    amounts=_grip,
)

if __name__ == "__main__":
    sys.exit(main(BATTERY_TRAY))
