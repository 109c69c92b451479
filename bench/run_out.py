"""How long things last: what is estimated against what simulated households then use up.

Each household lives for most of a year with each appliance, out of a seed. At random moments it is
asked how long the rest lasts, from the levels its device told so far, and from its purchases alone
(a package is bought when the one before is used up). The truth is in the uses that follow.
Run: `python -m bench.run_out`.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from statistics import median

from assistant.store.household.run_out import COVERED, Lasts, Level, estimate
from devices.appliances import APPLIANCES
from devices.consumption.appliance import Appliance, Use, uses
from devices.consumption.family import Family
from devices.slots import Slot

BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
LIVED, MOST_ASKED = timedelta(days=720), timedelta(days=270)


@dataclass(frozen=True)
class Judged:
    """One estimate against the truth."""

    truth: float
    said: Lasts | None


def levels_of(slot: Slot, happened: Sequence[Use]) -> list[Level]:
    """What the device tells: after each use how much is left; filled up when it is empty."""
    left, told = slot.capacity or 0.0, []
    for use in happened:
        if left <= 0:
            left = slot.capacity or 0.0
            told.append(Level(use.at, left, left, slot.unit or ""))
        left = max(0.0, left - use.amounts[slot.name])
        told.append(Level(use.at, left, slot.capacity or 0.0, slot.unit or ""))
    return told


def by_level(slot: Slot, happened: Sequence[Use], asked: datetime) -> Judged | None:
    """An estimate from levels; none where the truth lies behind the end."""
    told = [level for level in levels_of(slot, happened) if level.at <= asked]
    if not told or told[-1].remaining <= 0:
        return None
    left = told[-1].remaining
    for use in happened:
        if use.at > asked:
            left -= use.amounts[slot.name]
            if left <= 0:
                return Judged((use.at - asked) / timedelta(days=1), estimate(told, (), asked))
    return None


def by_purchase(slot: Slot, happened: Sequence[Use], asked: datetime) -> Judged | None:
    """An estimate from purchases alone; none where the truth lies behind the end."""
    size = slot.capacity or 0.0
    bought, left = [(BEGAN, 1)], size
    for use in happened:
        left -= use.amounts[slot.name]
        if left <= 0:
            if use.at > asked:
                before = [each for each in bought if each[0] <= asked]
                truth = (use.at - asked) / timedelta(days=1)
                return Judged(truth, estimate((), before, asked))
            bought.append((use.at, 1))
            left += size
    return None


def figures(judged: Sequence[Judged]) -> dict[str, object]:
    """How many were answered, how many intervals were right, and how wrong the middle was."""
    said = [(each.truth, each.said) for each in judged if each.said is not None]
    if not said:
        return {"asked": len(judged), "answered": 0}
    errors = [abs(lasts.days - truth) for truth, lasts in said]
    return {
        "asked": len(judged),
        "answered": round(len(said) / len(judged), 3),
        "covered": round(
            sum(each.least <= truth <= each.most for truth, each in said) / len(said), 3
        ),
        "below": round(sum(truth < each.least for truth, each in said) / len(said), 3),
        "error_days": round(median(errors), 2),
        "error_part": round(
            median(error / truth for error, (truth, _) in zip(errors, said, strict=True)), 3
        ),
        "width_part": round(
            median((each.most - each.least) / each.days for _, each in said if each.days), 2
        ),
    }


def measure(appliance: Appliance, households: int, seed: int) -> dict[str, list[Judged]]:
    """Print a line for each slot of an appliance and way of estimating; all by way."""
    judged: dict[tuple[str, str], list[Judged]] = {}
    for number in range(households):
        rng = random.Random(f"{seed} {appliance.model.kind} {number}")
        family = Family.drawn(rng, BEGAN)
        life = uses(appliance, family, BEGAN, rng)
        happened = list(takewhile(lambda use: use.at < BEGAN + LIVED, life))
        for slot in appliance.model.slots:
            for _ in range(4):
                asked = BEGAN + MOST_ASKED * rng.random()
                for way in (by_level, by_purchase):
                    found = way(slot, happened, asked)
                    if found is not None:
                        judged.setdefault((slot.name, way.__name__), []).append(found)
    for (name, way_name), each in judged.items():
        line = {
            "appliance": appliance.model.kind,
            "slot": name,
            "from": way_name.removeprefix("by_"),
        }
        print(json.dumps(line | figures(each)), flush=True)
    by_way: dict[str, list[Judged]] = {}
    for (_, way_name), each in judged.items():
        by_way.setdefault(way_name, []).extend(each)
    return by_way


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each appliance, slot and way of estimating; the goal is `covered`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    print(json.dumps({"intervals_should_cover": COVERED}))
    everything: dict[str, list[Judged]] = {}
    for appliance in APPLIANCES.values():
        for way_name, judged in measure(appliance, options.households, options.seed).items():
            everything.setdefault(way_name, []).extend(judged)
    for way_name, judged in everything.items():
        print(json.dumps({"all": way_name.removeprefix("by_")} | figures(judged)))


if __name__ == "__main__":
    main()
