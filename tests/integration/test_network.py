"""A house that is open to its network: a real mosquitto from the folder that `prepare` makes."""

import json
import secrets
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from click.testing import CliRunner, Result

from assistant.app import App, Home, open_home
from assistant.bus import access, topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import find_mosquitto, start_broker
from assistant.bus.client import Client, Delivery
from assistant.bus.network import NetworkFolder
from assistant.bus.network_preparing import prepare
from assistant.bus.passwords import names
from assistant.bus.requester import Requester
from assistant.bus.running import accepts, configured
from assistant.cli import commands
from assistant.core import settings as sources
from assistant.core.errors import AssistantError, BrokerError, SettingsError
from assistant.core.messages import Answer, DeviceState, PressSlot, utc_now
from assistant.core.settings import Broker, Settings
from assistant.dialog.session import Session

pytestmark = pytest.mark.skipif(find_mosquitto() is None, reason="needs mosquitto")

Run = Callable[..., Result]
PATIENCE_S = 20.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> NetworkFolder:
    """A folder for this machine, with accounts for a washer and a loudspeaker."""
    devices = ("washer", "speaker")
    made = tmp_path / "network"
    return prepare(made, ["house.local"], devices, port=free_port(), now=utc_now())


@contextmanager
def mosquitto_of(folder: NetworkFolder) -> Iterator[None]:
    """The broker as a service would run it."""
    program = find_mosquitto()
    assert program is not None
    process = subprocess.Popen([program, "-c", str(folder.broker_config)])
    address = BrokerAddress("localhost", folder.made[1])
    give_up_at = time.monotonic() + PATIENCE_S
    while not accepts(address) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def address(folder: NetworkFolder, name: str, secret: str | None = None) -> BrokerAddress:
    password = folder.accounts().get(name, "") if secret is None else secret
    _, port = folder.made
    ca = str(folder.authority)
    return BrokerAddress("localhost", port, name, password, tls=True, ca=ca)


def read_again(folder: NetworkFolder, name: str, secret: str) -> None:
    """Let the broker read its files, and wait until it has: it does so in its own time."""
    assert folder.reload()
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        try:
            with Client(address(folder, name, secret), f"{name}-tries"):
                return
        except BrokerError:
            time.sleep(0.05)


@pytest.fixture
def served(folder: NetworkFolder) -> Iterator[NetworkFolder]:
    with mosquitto_of(folder):
        yield folder


@contextmanager
def listening(at: BrokerAddress, client_id: str, topic: str) -> Iterator["SimpleQueue[Delivery]"]:
    heard: SimpleQueue[Delivery] = SimpleQueue()
    client = Client(at, client_id)
    client.subscribe(topic, heard.put)
    with client:
        yield heard


def answer(number: int) -> Answer:
    return Answer(request_id=f"r{number}", status="noted")


def press(device: str) -> PressSlot:
    request_id = f"{device}-{secrets.token_hex(4)}"
    return PressSlot(request_id=request_id, device_id=device, at=utc_now(), slot="detergent")


def test_a_device_may_not_speak_for_another(served: NetworkFolder) -> None:
    service = address(served, access.ORDER_SERVICE)
    with (
        listening(service, "order-service", topics.ALL_REQUESTS) as heard,
        Client(address(served, "speaker"), "speaker") as device,
    ):
        device.publish(topics.requests("washer"), press("washer"))
        device.publish(topics.requests("owner"), press("owner"))
        device.publish(topics.requests("speaker"), press("speaker"))
        assert heard.get(timeout=PATIENCE_S).topic == topics.requests("speaker")
        with pytest.raises(Empty):
            heard.get(timeout=0.5)


def test_a_device_hears_only_its_own_answers(served: NetworkFolder) -> None:
    with (
        listening(address(served, "washer"), "washer", topics.answers("+")) as own,
        Client(address(served, access.ORDER_SERVICE), "order-service") as service,
    ):
        service.publish(topics.answers("speaker"), answer(1))
        service.publish(topics.ORDER_EVENTS, answer(2))
        service.publish(topics.answers("washer"), answer(3))
        assert own.get(timeout=PATIENCE_S).topic == topics.answers("washer")
        with pytest.raises(Empty):
            own.get(timeout=0.5)


def test_a_device_cannot_be_the_order_service(served: NetworkFolder) -> None:
    with (
        listening(address(served, "washer"), "washer", topics.answers("washer")) as heard,
        Client(address(served, "speaker"), "speaker") as device,
        Client(address(served, access.ORDER_SERVICE), "order-service") as service,
    ):
        device.publish(topics.answers("washer"), answer(1))
        device.publish(topics.device_control("washer"), answer(1))
        service.publish(topics.answers("washer"), answer(2))
        message = heard.get(timeout=PATIENCE_S).message
        assert isinstance(message, Answer)
        assert message.request_id == "r2"


def test_the_loudspeaker_is_told_by_the_assistant_alone(served: NetworkFolder) -> None:
    with (
        listening(address(served, "speaker"), "speaker", topics.player_command("speaker")) as told,
        Client(address(served, "washer"), "washer") as washer,
        Client(address(served, access.ASSISTANT), "assistant") as assistant,
    ):
        washer.publish(topics.player_command("speaker"), answer(1))
        assistant.publish(topics.player_command("speaker"), answer(2))
        message = told.get(timeout=PATIENCE_S).message
        assert isinstance(message, Answer)
        assert message.request_id == "r2"


def test_what_a_device_says_of_itself_is_seen_by_the_owner(served: NetworkFolder) -> None:
    state = DeviceState(device_id="washer", kind="washer", online=True)
    with (
        listening(address(served, access.OWNER), "owner", topics.ALL_DEVICE_STATES) as seen,
        Client(address(served, "washer"), "washer") as washer,
    ):
        washer.publish(topics.device_state("speaker"), state)
        washer.publish(topics.device_state("washer"), state)
        assert seen.get(timeout=PATIENCE_S).topic == topics.device_state("washer")


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 200], ids=["none", "another", "a long one"])
def test_a_wrong_password_is_refused(served: NetworkFolder, secret: str) -> None:
    with pytest.raises(BrokerError, match=r"not authorized|bad user ?name or password"):
        Client(address(served, "washer", secret), "washer").start()


@pytest.mark.parametrize("name", ["", "stranger"])
def test_a_stranger_is_refused(served: NetworkFolder, name: str) -> None:
    with pytest.raises(BrokerError, match=r"refuses|not authorized|bad user"):
        Client(address(served, name, "x"), "stranger").start()


def test_there_is_no_way_in_without_tls(served: NetworkFolder) -> None:
    plain = replace(address(served, "washer"), tls=False, ca="")
    with pytest.raises(BrokerError):
        Client(plain, "washer").start(timeout_s=1.5)
    config = served.broker_config.read_text("utf-8")
    assert config.count("\nlistener ") == 1
    assert "allow_anonymous false" in config


def test_a_broker_nobody_vouches_for_is_refused(served: NetworkFolder, tmp_path: Path) -> None:
    other = prepare(tmp_path / "other", ["x"], (), port=1, now=utc_now())
    wrong = replace(address(served, "washer"), ca=str(other.authority))
    with pytest.raises(BrokerError, match="certificate verify failed"):
        Client(wrong, "washer").start(timeout_s=1.5)


def test_a_revoked_device_is_shut_out_at_once(served: NetworkFolder) -> None:
    gone = threading.Event()
    with listening(address(served, "washer"), "washer", topics.answers("washer")):
        client = Client(address(served, "speaker"), "speaker")
        client.start()
        served.shut_out("speaker")
        assert served.reload()
        give_up_at = time.monotonic() + PATIENCE_S
        while client.connected and time.monotonic() < give_up_at:
            gone.wait(0.05)
        time.sleep(0.5)  # it tries again, in vain
        assert not client.connected
        client.stop()
    with pytest.raises(BrokerError):
        Client(address(served, "speaker"), "speaker").start()


def test_a_new_secret_takes_the_place_of_the_old(served: NetworkFolder) -> None:
    first = served.admit("kettle")
    second = served.admit("kettle")
    read_again(served, "kettle", second)
    with Client(address(served, "kettle", second), "kettle") as client:
        assert client.connected
    with pytest.raises(BrokerError):
        Client(address(served, "kettle", first), "kettle").start()


def test_a_button_bridge_has_its_own_topics_and_no_others(served: NetworkFolder) -> None:
    secret = served.admit("zigbee2mqtt", access.of_other_programs(["zigbee2mqtt/#"]))
    read_again(served, "zigbee2mqtt", secret)
    heard: SimpleQueue[str] = SimpleQueue()
    buttons = Client(address(served, access.BUTTONS), "buttons")
    for topic in ("zigbee2mqtt/#", "shellies/#"):
        buttons.subscribe_foreign(topic, lambda message: heard.put(message.topic))
    with buttons, Client(address(served, "zigbee2mqtt", secret), "zigbee2mqtt") as bridge:
        bridge.publish_foreign("shellies/kitchen/input_event/0", b"{}")
        bridge.publish_foreign("zigbee2mqtt/kitchen/action", b"single")
        assert heard.get(timeout=PATIENCE_S) == "zigbee2mqtt/kitchen/action"


def test_buttons_may_not_speak_for_the_owner(served: NetworkFolder) -> None:
    with (
        listening(
            address(served, access.ORDER_SERVICE), "order-service", topics.ALL_REQUESTS
        ) as at,
        Client(address(served, access.BUTTONS), "buttons") as buttons,
    ):
        buttons.publish(topics.requests("owner"), press("owner"))
        buttons.publish(topics.requests("assistant"), press("assistant"))
        buttons.publish(topics.requests("washer"), press("washer"))
        assert at.get(timeout=PATIENCE_S).topic == topics.requests("washer")


def test_an_assistant_in_another_room_hears_of_orders(served: NetworkFolder) -> None:
    secret = served.admit("kitchen", access.of_an_assistant())
    read_again(served, "kitchen", secret)
    with (
        listening(address(served, "kitchen", secret), "kitchen", topics.ORDER_EVENTS) as heard,
        Client(address(served, access.ORDER_SERVICE), "order-service") as service,
    ):
        service.publish(topics.ORDER_EVENTS, answer(1))
        assert heard.get(timeout=PATIENCE_S).topic == topics.ORDER_EVENTS


# The whole house


@pytest.fixture
def environ(folder: NetworkFolder, data_dir: Path, tmp_path: Path) -> dict[str, str]:
    return {
        "ASSISTANT_PATHS_DATA": str(data_dir),
        "ASSISTANT_BROKER_NETWORK": str(folder.folder),
        "ASSISTANT_LIMITS_KNOWN_DEVICES_ONLY": "true",
        "ASSISTANT_DEVICES_SIMULATED": '["washer"]',
        "XDG_CONFIG_HOME": str(tmp_path / "no-config"),
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return sources.load(environ)


@pytest.fixture
def home(settings: Settings) -> Iterator[Home]:
    with open_home(App(settings)) as home:
        yield home


def test_an_order_goes_all_the_way_over_tls(home: Home, run: Run) -> None:
    assert str(home.address).startswith("mqtts://localhost:")
    with home.talk("en") as say:
        turn = say("reorder detergent")
        assert [each.status for each in turn.answers] == ["placed"]
    pressed = run("press", "washer", "softener", "--timeout", "20")
    assert pressed.exit_code == 0, pressed.output
    assert "washer: placed" in pressed.stdout
    assert "washer" in run("devices").stdout


def test_a_device_is_registered_orders_and_is_revoked(
    home: Home, run: Run, folder: NetworkFolder, tmp_path: Path
) -> None:
    registered = run("devices", "register", "kettle")
    assert registered.exit_code == 0, registered.output
    assert f"mqtts://house.local:{folder.made[1]}" in registered.stdout
    secret = registered.stdout.partition("Password:")[2].split()[0]
    kettle = address(folder, "kettle", secret)
    client = Client(kettle, "kettle")
    with client, Requester(client, "kettle", tmp_path / "kept") as requester:
        first = requester.ask(press("kettle"), PATIENCE_S)
        assert first is not None
        assert (first.reason or "").startswith("unknown_slot: ")
        state = DeviceState(device_id="kettle", kind="kettle", online=True)
        client.publish(topics.device_state("kettle"), state, retain=True)
        assert "kettle" in run("devices").stdout
        assert run("devices", "revoke", "kettle").stdout == "kettle is shut out.\n"
        assert requester.ask(press("kettle"), 1.0) is None
        assert not client.connected
    assert "kettle" not in run("devices").stdout
    assert "kettle" not in names(folder.password_file.read_text("utf-8"))
    with home.conversation(Session("chat", "en")) as (_, hands):
        assert hands.ask_store(press("chat")) is not None


def test_what_is_not_registered_may_not_order(
    home: Home, folder: NetworkFolder, tmp_path: Path
) -> None:
    """It has a password at the broker, but the owner never let it order."""
    secret = folder.admit("stranger")
    read_again(folder, "stranger", secret)
    assert home.broker_kind == "mosquitto"
    client = Client(address(folder, "stranger", secret), "stranger")
    with client, Requester(client, "stranger", tmp_path / "kept") as requester:
        refused = requester.ask(press("stranger"), PATIENCE_S)
    assert refused is not None
    assert (refused.reason or "").startswith("unknown_device: ")


@pytest.mark.parametrize("name", ["owner", "order-service", "assistant", "chat", "a/b", "+", "a:b"])
def test_names_that_no_device_may_have(name: str, run: Run, settings: Settings) -> None:
    assert settings.broker.network
    result = run("devices", "register", name)
    assert result.exit_code == 2
    assert name in result.stderr


# Not open by mistake


@pytest.mark.parametrize("kind", ["auto", "mosquitto", "embedded"])
def test_a_private_broker_listens_to_this_machine_only(kind: str, data_dir: Path) -> None:
    with pytest.raises(SettingsError, match="assistant network prepare FOLDER --host NAME"):
        start_broker(Broker(address=kind, port=0, listen="0.0.0.0"), data_dir)  # noqa: S104


def test_the_embedded_broker_is_not_for_the_network(folder: NetworkFolder, data_dir: Path) -> None:
    with pytest.raises(SettingsError, match="no access lists"):
        start_broker(Broker(address="embedded", network=str(folder.folder)), data_dir)


def test_a_folder_that_was_not_prepared_is_named(tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(AssistantError, match="assistant network prepare"):
        start_broker(Broker(network=str(tmp_path / "nothing")), data_dir)


def test_registered_devices_must_show_their_secret_to_the_private_broker(
    data_dir: Path, tmp_path: Path
) -> None:
    environ = {
        "ASSISTANT_PATHS_DATA": str(data_dir),
        "ASSISTANT_BROKER_PORT": "0",
        "ASSISTANT_BROKER_ADDRESS": "mosquitto",
        "ASSISTANT_DEVICES_SIMULATED": "[]",
        "XDG_CONFIG_HOME": str(tmp_path / "no-config"),
    }
    with open_home(App(sources.load(environ))) as home:
        registered = CliRunner().invoke(commands, ["devices", "register", "kettle"], env=environ)
        secret = registered.stdout.partition("Password:")[2].split()[0]
        with Client(replace(home.address, username="kettle", password=secret), "kettle"):
            pass
        with pytest.raises(BrokerError):
            Client(replace(home.address, username="kettle", password="x"), "kettle").start()
        with Client(home.address, "anybody-on-this-machine"):
            pass
        revoked = CliRunner().invoke(commands, ["devices", "revoke", "kettle"], env=environ)
        assert revoked.exit_code == 0
        with pytest.raises(BrokerError):
            Client(replace(home.address, username="kettle", password=secret), "kettle").start()


def test_a_device_is_registered_before_the_house_runs(data_dir: Path, tmp_path: Path) -> None:
    environ = {
        "ASSISTANT_PATHS_DATA": str(data_dir),
        "ASSISTANT_BROKER_PORT": "0",
        "ASSISTANT_BROKER_ADDRESS": "mosquitto",
        "ASSISTANT_DEVICES_SIMULATED": "[]",
        "XDG_CONFIG_HOME": str(tmp_path / "no-config"),
    }
    with open_home(App(sources.load(environ))) as home, home.talk("en") as say:
        say("where is my order")
    registered = CliRunner().invoke(commands, ["devices", "register", "kettle"], env=environ)
    assert registered.exit_code == 0, registered.output
    secret = registered.stdout.partition("Password:")[2].split()[0]
    with (
        open_home(App(sources.load(environ))) as home,
        Client(replace(home.address, username="kettle", password=secret), "kettle"),
    ):
        pass


def test_the_doctor_tells_who_can_reach_the_broker(run: Run, folder: NetworkFolder) -> None:
    told = run("doctor").stdout
    assert f"TLS on port {folder.made[1]} for house.local" in told
    assert "good until" in told


# The house's own bridges, under the access list as it is


BUTTON = """
[[button]]
family = "tasmota"
name = "kitchen"
gesture = "single"
device = "washer"
slot = "detergent"
"""


def until(found: Callable[[], bool]) -> bool:
    give_up_at = time.monotonic() + PATIENCE_S
    while not found() and time.monotonic() < give_up_at:
        time.sleep(0.1)
    return found()


def test_home_assistant_sees_the_house_and_presses(
    environ: dict[str, str], folder: NetworkFolder
) -> None:
    environ |= {"ASSISTANT_HOME_ASSISTANT_DISCOVERY": "true"}
    seen: SimpleQueue[str] = SimpleQueue()
    happened: SimpleQueue[bytes] = SimpleQueue()
    client = Client(address(folder, access.HOME_ASSISTANT), "ha")
    client.subscribe_foreign("homeassistant/#", lambda message: seen.put(message.topic))
    orders = f"{topics.ROOT}/home_assistant/orders/event"
    client.subscribe_foreign(orders, lambda message: happened.put(message.payload))
    with open_home(App(sources.load(environ))), client:
        while "washer" not in seen.get(timeout=PATIENCE_S):
            pass
        time.sleep(0.5)
        pressed = json.dumps({"pressed_at": utc_now().isoformat()}).encode()
        client.publish_foreign(
            f"{topics.ROOT}/home_assistant/device/washer/press/detergent", pressed
        )
        assert b"OrderPlaced" in happened.get(timeout=PATIENCE_S)


def test_a_button_of_ones_own_orders(
    environ: dict[str, str], folder: NetworkFolder, data_dir: Path
) -> None:
    (data_dir / "buttons.toml").write_text(BUTTON)
    secret = folder.admit("kitchen", access.of_other_programs(["stat/#", "tele/#"]))
    with open_home(App(sources.load(environ))) as home:
        placed: SimpleQueue[Delivery] = SimpleQueue()
        owner = Client(address(folder, access.OWNER), "owner-watches")
        states: dict[str, bool] = {}
        owner.subscribe_foreign(
            topics.ALL_DEVICE_STATES,
            lambda m: states.update({m.topic.split("/")[-2]: b'"online":true' in m.payload}),
        )
        owner.subscribe(topics.answers("washer"), placed.put)
        with owner, Client(address(folder, "kitchen", secret), "kitchen") as button:
            assert home.broker_kind == "mosquitto"
            assert until(lambda: states.get("buttons", False)), states
            button.publish_foreign("stat/kitchen/RESULT", b'{"Button1":{"Action":"SINGLE"}}')
            message = placed.get(timeout=PATIENCE_S).message
    assert isinstance(message, Answer)
    assert message.status == "placed"


def test_secrets_of_the_network_are_not_sent_in_the_clear(folder: NetworkFolder) -> None:
    with pytest.raises(SettingsError, match="mqtts://"):
        configured(Broker(address="mqtt://hub.local", network=str(folder.folder)))
