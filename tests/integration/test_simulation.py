"""Many devices in one process order from a real order service, in fast time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from assistant.app.simulation import Wanted, simulate
from assistant.bus.running import find_running
from assistant.cli import commands
from assistant.core.messages import utc_now
from assistant.core.settings import Broker, Paths, Settings
from assistant.scripting.clock import ScriptClock
from assistant.scripting.counter import broker_counter


def test_devices_use_up_order_and_are_filled_again(broker_settings: Broker) -> None:
    settings = Settings(broker=broker_settings)
    heard: list[Mapping[str, Any]] = []
    wanted = Wanted(devices=90, speed=90_000, seconds=7)
    outcome = simulate(settings, wanted, heard.append)
    assert not outcome.problems
    assert outcome.broker_kind == broker_settings.address
    assert outcome.crowd["answers"]["placed"] == outcome.orders_kept
    assert outcome.crowd["answers"]["noted"] > 100
    assert outcome.crowd["filled"] > 0
    assert outcome.crowd["waiting"] == 0
    assert {name for name, load in outcome.loads.items() if load} == {"crowd", "orders", "broker"}
    assert len(heard) >= 4


def test_a_service_that_knows_no_such_slots_refuses_and_it_is_told(data_dir: Path) -> None:
    paths = Paths(data=str(data_dir))
    settings = Settings(broker=Broker(port=0), paths=paths)
    with broker_counter(settings, ScriptClock(utc_now())):
        address = str(find_running(data_dir))
        wanted = Wanted(devices=60, speed=50_000, seconds=3, broker=address)
        outcome = simulate(settings, wanted, lambda _: None)
    assert outcome.crowd["answers"].keys() == {"refused"}
    assert outcome.crowd["refusals"].keys() == {"unknown_slot"}
    assert outcome.orders_kept is None


def test_the_command_sums_up() -> None:
    words = ["simulate", "--devices", "12", "--seconds", "2", "--speed", "20000"]
    result = CliRunner().invoke(commands, ["--set", "broker.port=0", *words])
    assert result.exit_code == 0, result.output
    assert "12 devices over 5 connections, 2 s as 0.463 days" in result.output
    assert "order service" in result.output


def test_without_a_broker_at_the_address_it_says_so() -> None:
    words = ["simulate", "--seconds", "1", "--broker", "mqtt://127.0.0.1:9"]
    result = CliRunner().invoke(commands, words)
    assert result.exit_code == 1
    assert "ended early" in result.output
