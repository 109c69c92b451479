"""Fixtures that many tests share: a data folder, a real broker of either kind, clients of it."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from assistant.bus.broker import RunningBroker, find_mosquitto, start_broker
from assistant.bus.client import Client
from assistant.core.settings import Broker

# How long an example takes is the machine's affair: a busy one failed tests whose properties hold.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests keep for the next start is not the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def _garbage_of_its_own() -> Iterator[None]:
    """What a command leaves behind that was started to stay: nothing else would ever look for it.

    It is looked for between two tests, since within one that would count as time of an answer.
    """
    yield
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A household's data folder, empty."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture(params=["mosquitto", "embedded"])
def broker_settings(request: pytest.FixtureRequest) -> Broker:
    """Settings for each kind of private broker, on any free port."""
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    return Broker(address=request.param, port=0)


@pytest.fixture
def broker(broker_settings: Broker, data_dir: Path) -> Iterator[RunningBroker]:
    """A running broker of each kind."""
    with start_broker(broker_settings, data_dir) as running:
        yield running


@pytest.fixture
def connect(broker: RunningBroker) -> Iterator[Callable[..., Client]]:
    """`connect(client_id, subscribe={topic: handler}, **options)`: a client of the broker."""
    clients: list[Client] = []

    def make(client_id: str, subscribe: dict[str, Any] | None = None, **options: Any) -> Client:
        client = Client(broker.address, client_id, **options)
        for topic, handler in (subscribe or {}).items():
            client.subscribe(topic, handler)
        client.start()
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.stop()
