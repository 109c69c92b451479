"""mosquitto's access list: which account may write and read which topics; pure text.

A device may speak only for itself: its topics carry its account's name. The house's own programs
have exactly the topics that they use.
"""

from collections.abc import Iterable, Mapping, Sequence

from assistant.bus import topics
from assistant.core.errors import BadInputError

ORDER_SERVICE, ASSISTANT, OWNER = "order-service", "assistant", "owner"
HOME_ASSISTANT_BRIDGE, HOME_ASSISTANT = "home_assistant", "homeassistant"
BUTTONS, RHASSPY, SELLERS = "buttons", "rhasspy", "sellers"
CHATS = ("chat", "chat-2", "chat-3")
"""Conversations in text ask under these names, over the assistant's account."""

Rules = Sequence[tuple[str, str]]
"""`read`, `write`, `readwrite` or `deny`, and a topic filter; what is denied is so before all else."""

_BUTTONS_TALK: Rules = tuple(
    ("read", topic) for topic in ("zigbee2mqtt/#", "shellies/#", "+/events/rpc", "stat/#", "tele/#")
)
"""Where the buttons that people own are heard."""
_HA = f"{topics.ROOT}/home_assistant"

_OF_A_DEVICE: Rules = (
    ("write", topics.requests("%u")),
    ("read", topics.answers("%u")),
    ("write", topics.device_state("%u")),
    ("read", topics.device_control("%u")),
    ("write", topics.player_state("%u")),
    ("read", topics.player_command("%u")),
    ("write", topics.seller_offers("%u")),
    ("read", topics.offers_taken("%u")),
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
    ("readwrite", "hermes/#"),
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
        ("readwrite", topics.ALL_DEVICE_STATES),  # what was revoked is shown no more
        ("write", topics.device_control("+")),
        ("read", topics.player_state("+")),
        ("read", topics.ALL_SERVICE_STATES),
        *_BUTTONS_TALK,  # to learn which button stands for what
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
        *(("deny", topics.requests(name)) for name in (OWNER, ASSISTANT, *CHATS)),
        *_BUTTONS_TALK,
        ("write", topics.requests("+")),  # for the devices that buttons stand for
        ("read", topics.answers("+")),
        ("readwrite", topics.ALL_DEVICE_STATES),
        ("read", topics.device_control("+")),
        ("write", topics.service_state(BUTTONS)),
    ),
    SELLERS: (
        *(("deny", topics.requests(name)) for name in (OWNER, ASSISTANT, *CHATS)),
        ("read", topics.ALL_SELLER_OFFERS),
        ("write", topics.offers_taken("+")),
        ("write", topics.requests("+")),  # for the sellers that move an order on
        ("read", topics.answers("+")),
    ),
    RHASSPY: (("readwrite", "hermes/#"),),
}
PROGRAMS = tuple(_PROGRAMS)
"""The house's own programs, each with an account of its own."""
RESERVED = frozenset((*PROGRAMS, *CHATS))
"""No device may be called so."""
_ADDED = "# Added by `assistant devices register`: assistants in other rooms, buttons' own topics."
_KEPT_BACK = frozenset({"assistant", "homeassistant", "hermes"})
"""First levels of topics that no device may have as its own."""


def access_list(added: Mapping[str, Rules] | None = None) -> str:
    """The whole file; `added` are the rules of registered devices beyond what every device has."""
    lines = [
        "# Who may write and read what. Each program and device has an account of its own;",
        "# `assistant devices register NAME` makes one more. Everything else is denied.",
        "",
        "# A device speaks for itself and hears what is said to it.",
        *(f"pattern {access} {topic}" for access, topic in _OF_A_DEVICE),
    ]
    for name, rules in _PROGRAMS.items():
        lines += ["", f"user {name}", *_lines(rules)]
    lines += ["", _ADDED]
    for name, rules in sorted((added or {}).items()):
        lines += ["", f"user {name}", *_lines(rules)]
    return "\n".join(lines) + "\n"


def on_this_machine() -> str:
    """Of a broker that listens to this machine only: who gives no name may do everything."""
    lines = [
        "topic readwrite #",
        "topic read $SYS/#",
        *(f"pattern {access} {topic}" for access, topic in _OF_A_DEVICE),
    ]
    return "\n".join(lines) + "\n"


def added_in(text: str) -> dict[str, Rules]:
    """What `access_list` was given for a file."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in text.partition(_ADDED)[2].splitlines():
        word, _, rest = line.partition(" ")
        if word == "user":
            rules = found.setdefault(rest, [])
        elif word == "topic":
            access, _, topic = rest.partition(" ")
            rules.append((access, topic))
    return {name: tuple(rules) for name, rules in found.items()}


def of_an_assistant() -> Rules:
    """What an assistant in another room needs beyond what every device has."""
    own = {
        topic(name)
        for name in (ASSISTANT, *CHATS)
        for topic in (topics.requests, topics.answers, topics.device_control)
    }
    return tuple(rule for rule in _ASSISTANT if rule[1] not in own)


def of_other_programs(topic_filters: Iterable[str]) -> Rules:
    """Topics of its own for what speaks another language than ours, such as a Zigbee bridge.

    Raises:
        BadInputError: it begins with a wildcard or with what is ours.
    """
    for topic in topic_filters:
        first = topic.partition("/")[0]
        odd = any(not each.isprintable() or each.isspace() for each in topic)
        if not first or set(first) & set("+#$") or first in _KEPT_BACK or odd or len(topic) > 200:  # noqa: PLR2004
            raise BadInputError(
                f"{topic!r} cannot be a device's own topic; write it as zigbee2mqtt/#, with a name "
                "first that is none of ours"
            )
    return tuple(("readwrite", topic) for topic in topic_filters)


def _lines(rules: Rules) -> list[str]:
    return [f"topic {access} {topic}" for access, topic in rules]
