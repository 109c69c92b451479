"""mosquitto's access list: which account may write and read which topics; pure text.

A device may speak only for itself: its topics carry its account's name. The house's own programs
have exactly the topics that they use.
"""

from collections.abc import Iterable, Mapping, Sequence

from assistant.bus import topics

ORDER_SERVICE, ASSISTANT, OWNER = "order-service", "assistant", "owner"
HOME_ASSISTANT_BRIDGE, HOME_ASSISTANT, BUTTONS = "home_assistant", "homeassistant", "buttons"
CHATS = ("chat", "chat-2", "chat-3")
"""Conversations in text ask under these names, over the assistant's account."""

Rules = Sequence[tuple[str, str]]
"""`read` or `write`, and a topic filter."""

_HA = f"{topics.ROOT}/home_assistant"

_OF_A_DEVICE: Rules = (
    ("write", topics.requests("%u")),
    ("read", topics.answers("%u")),
    ("write", topics.device_state("%u")),
    ("read", topics.device_control("%u")),
    ("write", topics.player_state("%u")),
    ("read", topics.player_command("%u")),
)
_ASSISTANT: Rules = (
    *(
        rule
        for name in (ASSISTANT, *CHATS)
        for rule in (("write", topics.requests(name)), ("read", topics.answers(name)))
    ),
    *(("read", topics.device_control(name)) for name in (ASSISTANT, *CHATS)),
    ("read", topics.ORDER_EVENTS),
    ("read", topics.DEVICE_EVENTS),
    ("read", topics.ALL_DEVICE_STATES),
    ("read", topics.player_state("+")),
    ("write", topics.player_command("+")),
)
_PROGRAMS: Mapping[str, Rules] = {
    ORDER_SERVICE: (
        ("read", topics.ALL_REQUESTS),
        ("write", topics.answers("+")),
        ("write", topics.ORDER_EVENTS),
        ("write", topics.DEVICE_EVENTS),
        ("write", topics.ALL_SERVICE_STATES),
    ),
    ASSISTANT: _ASSISTANT,
    OWNER: (
        ("write", topics.requests(OWNER)),
        ("read", topics.ALL_REQUESTS),
        ("read", topics.answers("+")),
        ("read", topics.ORDER_EVENTS),
        ("read", topics.DEVICE_EVENTS),
        ("read", topics.ALL_DEVICE_STATES),
        ("write", topics.device_control("+")),
        ("read", topics.player_state("+")),
        ("read", topics.ALL_SERVICE_STATES),
    ),
    HOME_ASSISTANT_BRIDGE: (
        ("read", topics.ALL_DEVICE_STATES),
        ("read", topics.ALL_SERVICE_STATES),
        ("read", topics.ORDER_EVENTS),
        ("read", topics.DEVICE_EVENTS),
        ("read", topics.ALL_REQUESTS),
        ("write", topics.device_control("+")),
        ("read", f"{_HA}/device/+/press/+"),
        ("write", f"{_HA}/#"),
        ("read", "homeassistant/#"),
        ("write", "homeassistant/device/+/config"),
    ),
    HOME_ASSISTANT: (
        ("read", topics.ALL_DEVICE_STATES),
        ("read", topics.ALL_SERVICE_STATES),
        ("read", f"{_HA}/#"),
        ("write", f"{_HA}/device/+/press/+"),
        ("read", "homeassistant/#"),
        ("write", "homeassistant/status"),
    ),
    BUTTONS: (
        ("read", "zigbee2mqtt/#"),
        ("read", "shellies/#"),
        ("read", "+/events/rpc"),
        ("read", "stat/#"),
        ("read", "tele/#"),
    ),
}
PROGRAMS = tuple(_PROGRAMS)
"""The house's own programs, each with an account of its own."""
RESERVED = frozenset((*PROGRAMS, *CHATS))
"""No device may be called so."""
_MORE_ASSISTANTS = "# Assistants in other rooms, as `assistant devices register` adds them."


def access_list(assistants: Iterable[str] = ()) -> str:
    """The whole file.

    Args:
        assistants: registered devices that may do what the assistant may, under their own names.
    """
    lines = [
        "# Who may write and read what. Each program and device has an account of its own;",
        "# `assistant devices register NAME` makes one more. Everything else is denied.",
        "",
        "# A device speaks for itself and hears what is said to it.",
        *(f"pattern {access} {topic}" for access, topic in _OF_A_DEVICE),
    ]
    for name, rules in _PROGRAMS.items():
        lines += ["", f"user {name}", *_lines(rules)]
    lines += ["", _MORE_ASSISTANTS]
    for name in sorted(set(assistants)):
        lines += ["", f"user {name}", *_lines(_of_an_assistant())]
    return "\n".join(lines) + "\n"


def on_this_machine() -> str:
    """Of a broker that listens to this machine only: who gives no name may do everything."""
    lines = [
        "topic readwrite #",
        "topic read $SYS/#",
        *(f"pattern {access} {topic}" for access, topic in _OF_A_DEVICE),
    ]
    return "\n".join(lines) + "\n"


def assistants_in(text: str) -> tuple[str, ...]:
    """The assistants in other rooms that an access list has."""
    _, _, rest = text.partition(_MORE_ASSISTANTS)
    return tuple(line.split()[1] for line in rest.splitlines() if line.startswith("user "))


def _of_an_assistant() -> Rules:
    """What it needs beyond what every device has."""
    own = {topics.requests(name) for name in (ASSISTANT, *CHATS)}
    own |= {topics.answers(name) for name in (ASSISTANT, *CHATS)}
    own |= {topics.device_control(name) for name in (ASSISTANT, *CHATS)}
    return tuple(rule for rule in _ASSISTANT if rule[1] not in own)


def _lines(rules: Rules) -> list[str]:
    return [f"topic {access} {topic}" for access, topic in rules]
