"""Households use their appliances up as households do, and each seed always in the same way."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest

from assistant.core.settings import PROJECT
from assistant.house import SIMULATED
from assistant.storage.catalog.catalog_file import open_catalog
from devices.appliances import APPLIANCES
from devices.consumption.appliance import Appliance, Use, uses
from devices.consumption.family import Absence, Family
from devices.dash import DASH
from devices.washer import WASHING

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
ALL = pytest.mark.parametrize("appliance", APPLIANCES.values(), ids=APPLIANCES)
FOUR = Family(people=4, pets=1, habit=1.0)


def of_weeks(appliance: Appliance, family: Family, seed: int, weeks: int = 52) -> list[Use]:
    """All uses of so many weeks."""
    end = MONDAY + timedelta(weeks=weeks)
    happening = uses(appliance, family, MONDAY, random.Random(seed))
    return list(takewhile(lambda use: use.at < end, happening))


@ALL
def test_a_seed_repeats_itself_and_another_does_not(appliance: Appliance) -> None:
    assert of_weeks(appliance, FOUR, 1) == of_weeks(appliance, FOUR, 1)
    assert of_weeks(appliance, FOUR, 1) != of_weeks(appliance, FOUR, 2)


@ALL
def test_it_is_used_as_often_as_its_family_wants(appliance: Appliance) -> None:
    counted = len(of_weeks(appliance, FOUR, 3, weeks=156)) / (156 * 7)
    assert counted == pytest.approx(appliance.uses_per_day(FOUR), rel=0.15)


@ALL
def test_it_is_used_only_when_people_are_awake(appliance: Appliance) -> None:
    hours = Counter(use.at.hour for use in of_weeks(appliance, FOUR, 4))
    assert not hours.keys() & {0, 1, 2, 3, 4}


@ALL
def test_each_use_takes_from_its_slots_and_no_more_than_they_hold(appliance: Appliance) -> None:
    capacity = {slot.name: slot.capacity for slot in appliance.model.slots}
    taken = dict.fromkeys(capacity, 0.0)
    for use in of_weeks(appliance, FOUR, 5):
        assert use.amounts.keys() == capacity.keys()
        assert all(0 <= amount <= capacity[slot] for slot, amount in use.amounts.items())
        taken = {slot: taken[slot] + use.amounts[slot] for slot in taken}
    assert all(amount > 0 for amount in taken.values())


def test_weekends_have_their_own_washes() -> None:
    days = Counter(use.at.weekday() >= 5 for use in of_weeks(WASHING, FOUR, 6))
    assert days[True] / 2 > 1.4 * days[False] / 5


def test_nothing_is_used_while_nobody_is_at_home() -> None:
    away = Absence(MONDAY + timedelta(days=10), MONDAY + timedelta(days=24))
    family = Family(people=4, pets=1, habit=1.0, absences=(away,))
    at = [use.at for use in of_weeks(WASHING, family, 7, weeks=8)]
    assert not [moment for moment in at if away.begin <= moment < away.end]
    assert [moment for moment in at if moment > away.end]


def test_families_differ_and_go_on_trips_in_order() -> None:
    families = [Family.drawn(random.Random(seed), MONDAY) for seed in range(300)]
    sizes = Counter(family.people for family in families)
    assert sizes.keys() == {1, 2, 3, 4, 5, 6}
    assert sizes[2] > sizes[5]
    for family in families:
        edges = [edge for trip in family.absences for edge in (trip.begin, trip.end)]
        assert edges == sorted(edges)


def test_each_slot_of_each_appliance_has_a_product_that_is_sold() -> None:
    catalog = open_catalog(PROJECT / "catalog.db")
    models = {kind: appliance.model for kind, appliance in APPLIANCES.items()} | {"dash": DASH}
    slots = {(kind, slot.name) for kind, model in models.items() for slot in model.slots}
    rules = catalog.sample_slots()
    assert {(rule.device_id, rule.slot) for rule in rules} == slots
    assert all(catalog.product(rule.product_id) for rule in rules)
    assert models.keys() | {"speaker"} == SIMULATED.keys()
