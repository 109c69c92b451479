"""A simulated pet feeder on its bin: two meals a day at set times, and weekends a little later."""

import random
import sys

from devices.consumption.appliance import Amounts, Appliance
from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.device import main
from devices.slots import Model, Slot

PET_FEEDER = Model(kind="pet_feeder", slots=(Slot("food", capacity=15_900, unit="g", per_use=120),))
MEAL_G = 120.0


def _meals_per_day(family: Family) -> float:
    return 2.0 * family.pets


def _meal(rng: random.Random) -> Amounts:
    return {"food": round(MEAL_G * max(0.3, rng.gauss(1, 0.15)))}


FEEDING = Appliance(
    model=PET_FEEDER,
    rhythm=Rhythm(
        weekday={6: 1, 7: 4, 17: 1, 18: 4},
        weekend={8: 4, 9: 1, 18: 4, 19: 1},
        regularity=30,
    ),
    uses_per_day=_meals_per_day,
    amounts=_meal,
)

if __name__ == "__main__":
    sys.exit(main(PET_FEEDER))
