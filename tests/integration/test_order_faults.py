"""Processes that die at random moments: nothing is lost, doubled, or answered without an order."""

import random
from pathlib import Path

import pytest

from assistant.core.settings import Broker
from bench.faults import Campaign, run

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
