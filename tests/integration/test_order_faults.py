"""Processes that die at random moments: nothing is lost, doubled, or answered without an order."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bus.broker import find_mosquitto
from assistant.core.settings import Broker
from bench.faults import Campaign, run
from bench.postgres import PrivateServer
from tests.postgres import own_server

REQUESTS = 600
KILLS = 8


@pytest.mark.parametrize("kinds", [("service", "broker", "device")])
def test_random_kills(broker_settings: Broker, tmp_path: Path, kinds: tuple[str, ...]) -> None:
    campaign = Campaign(
        requests=REQUESTS,
        kills=KILLS,
        kinds=kinds,
        broker=broker_settings.address,
        folder=tmp_path,
        store=str(tmp_path / "orders.db"),
        rate=40,
        rng=random.Random(1),
    )
    outcome = run(campaign)
    assert outcome.sound, outcome
    assert outcome.orders == outcome.answered == REQUESTS
    assert sum(outcome.killed.values()) == KILLS


@pytest.fixture
def postgres() -> Iterator[PrivateServer]:
    yield from own_server()


def test_random_kills_of_two_workers_and_their_database(
    postgres: PrivateServer, tmp_path: Path
) -> None:
    campaign = Campaign(
        requests=REQUESTS,
        kills=KILLS,
        kinds=("service", "broker", "device", "database"),
        broker="mosquitto" if find_mosquitto() else "embedded",
        folder=tmp_path,
        store=postgres.address,
        rate=40,
        workers=2,
        kill_database=postgres.restart,
        rng=random.Random(2),
    )
    outcome = run(campaign)
    assert outcome.sound, outcome
    assert outcome.killed["database"]
