"""A simulated printer: a job takes some sheets, and of the ink what is on them."""

import random
import sys

from devices.consumption.appliance import Amounts, Appliance
from devices.consumption.family import Family
from devices.consumption.rhythm import Rhythm
from devices.device import main
from devices.slots import Model, Slot

PRINTER = Model(
    kind="printer",
    slots=(
        Slot("paper", capacity=500, unit="sheets", per_use=4),
        Slot("ink", capacity=100, unit="%", per_use=2),
    ),
)
LONGEST_JOB = 60
INK_PER_SHEET = 0.45
"""Percent of a cartridge of some 220 pages."""


def _jobs_per_day(family: Family) -> float:
    return (0.25 + 0.15 * family.people) * family.habit


def _job(rng: random.Random) -> Amounts:
    sheets = min(LONGEST_JOB, 1 + int(rng.lognormvariate(0.9, 1.0)))
    return {"paper": sheets, "ink": round(sheets * INK_PER_SHEET * rng.lognormvariate(0, 0.5), 2)}


PRINTING = Appliance(
    model=PRINTER,
    rhythm=Rhythm(
        weekday={8: 1, 9: 2, 10: 2, 11: 1, 14: 1, 15: 1, 16: 2, 17: 2, 18: 2, 19: 3, 20: 3, 21: 1},
        weekend={10: 1, 11: 1, 14: 1, 15: 1, 16: 1, 17: 1, 18: 1, 19: 2, 20: 2},
        weekend_uses=0.5,
    ),
    uses_per_day=_jobs_per_day,
    amounts=_job,
)

if __name__ == "__main__":
    sys.exit(main(PRINTER))
