"""The access list: what each account may write and read, and nothing more."""

import pytest

from assistant.bus import access, topics
from assistant.bus.inbox import matches
from assistant.bus.network import NetworkFolder
from assistant.core.errors import BadInputError
from assistant.core.settings import PROJECT


def allowed(text: str, name: str, action: str, topic: str) -> bool:
    """What mosquitto decides (mosquitto.conf(5), acl_file)."""
    whose: str | None = None
    if any(matches(topic_of, topic) for topic_of in denied(text, name)):
        return False
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "user":
            whose = rest
        kind, _, wanted = rest.partition(" ")
        wanted = wanted.replace("%u", name)
        applies = word == "pattern" or (word == "topic" and whose == name)
        if applies and kind in (action, "readwrite") and matches(wanted, topic):
            return True
    return False


BRIDGE = access.of_other_programs(["zigbee2mqtt/#"])


def denied(text: str, name: str) -> list[str]:
    block = text.partition(f"user {name}\n")[2].partition("\n\n")[0]
    lines = (line.split(" ", 2) for line in block.splitlines())
    return [topic for _, kind, topic in lines if kind == "deny"]


LIST = access.access_list({"kitchen": access.of_an_assistant(), "zigbee2mqtt": BRIDGE})


@pytest.mark.parametrize(
    ("name", "action", "topic"),
    [
        ("washer", "write", topics.requests("washer")),
        ("washer", "read", topics.answers("washer")),
        ("washer", "write", topics.device_state("washer")),
        ("washer", "read", topics.device_control("washer")),
        ("speaker", "read", topics.player_command("speaker")),
        ("speaker", "write", topics.player_state("speaker")),
        ("assistant", "write", topics.requests("chat-2")),
        ("assistant", "write", topics.player_command("speaker")),
        ("assistant", "read", topics.ORDER_EVENTS),
        ("order-service", "read", topics.requests("washer")),
        ("order-service", "write", topics.answers("washer")),
        ("order-service", "write", topics.service_state("order-service-w1")),
        ("owner", "write", topics.device_control("washer")),
        ("home_assistant", "write", "homeassistant/device/assistant_dash/config"),
        ("homeassistant", "write", f"{topics.ROOT}/home_assistant/device/dash/press/coffee"),
        ("kitchen", "read", topics.ORDER_EVENTS),
        ("kitchen", "write", topics.player_command("speaker")),
        ("buttons", "write", topics.requests("washer")),
        ("buttons", "read", "shellies/kitchen/input_event/0"),
        ("owner", "read", "zigbee2mqtt/button/action"),
        ("zigbee2mqtt", "write", "zigbee2mqtt/button/action"),
        ("rhasspy", "write", "hermes/dialogueManager/startSession"),
        ("assistant", "write", "hermes/intent/Reorder"),
    ],
)
def test_what_is_needed_is_allowed(name: str, action: str, topic: str) -> None:
    assert allowed(LIST, name, action, topic)


@pytest.mark.parametrize(
    ("name", "action", "topic"),
    [
        ("washer", "write", topics.requests("dash")),
        ("washer", "write", topics.requests("owner")),
        ("washer", "read", topics.answers("dash")),
        ("washer", "read", topics.ORDER_EVENTS),
        ("washer", "write", topics.answers("washer")),
        ("washer", "write", topics.player_command("speaker")),
        ("washer", "write", topics.device_control("washer")),
        ("speaker", "write", topics.player_command("speaker")),
        ("assistant", "write", topics.requests("owner")),
        ("assistant", "write", topics.requests("washer")),
        ("order-service", "write", topics.requests("washer")),
        ("owner", "write", topics.answers("washer")),
        ("homeassistant", "write", topics.requests("dash")),
        ("homeassistant", "write", topics.device_control("dash")),
        ("kitchen", "write", topics.requests("assistant")),
        ("kitchen", "read", topics.answers("assistant")),
        ("washer", "read", "$SYS/broker/uptime"),
        ("buttons", "write", topics.requests("owner")),
        ("buttons", "write", topics.requests("assistant")),
        ("washer", "write", "zigbee2mqtt/button/action"),
        ("washer", "write", "hermes/dialogueManager/startSession"),
        ("zigbee2mqtt", "write", topics.requests("washer")),
        ("rhasspy", "write", topics.requests("assistant")),
    ],
)
def test_everything_else_is_denied(name: str, action: str, topic: str) -> None:
    assert not allowed(LIST, name, action, topic)


def test_what_was_added_is_found_again() -> None:
    assert access.added_in(LIST) == {"kitchen": access.of_an_assistant(), "zigbee2mqtt": BRIDGE}
    assert access.access_list(access.added_in(LIST)) == LIST
    assert access.added_in("") == {}


@pytest.mark.parametrize(
    "topic",
    ["#", "+/x", "assistant/v1/request/owner", "homeassistant/#", "hermes/#", "$SYS/#", "", "/x",
     "a b/#", "x\nuser owner", "x" * 300],
)  # fmt: skip
def test_a_device_cannot_have_our_topics_as_its_own(topic: str) -> None:
    with pytest.raises(BadInputError):
        access.of_other_programs([topic])


def test_on_this_machine_who_gives_a_name_is_held_to_it() -> None:
    assert not allowed(access.on_this_machine(), "washer", "write", topics.requests("dash"))
    assert allowed(access.on_this_machine(), "washer", "write", topics.requests("washer"))


def test_the_example_is_what_the_command_writes() -> None:
    from assistant.bus import broker_config  # noqa: PLC0415 - beside what it is compared with

    example = NetworkFolder(PROJECT / "config" / "mosquitto")
    assert example.access_file.read_text("utf-8") == access.access_list()
    made = broker_config.network(8883, "/etc/mosquitto/assistant", as_root=False)
    assert example.broker_config.read_text("utf-8") == made
