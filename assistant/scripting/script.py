"""The format of a script, read and checked."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import yaml
from msgspec import Meta

from assistant.core.errors import ScriptError
from assistant.core.messages import AnswerStatus
from assistant.core.money import Money
from assistant.core.settings import Language

Channel = Literal["text", "audio", "mqtt"]
"""`text` hands words to the conversation, `audio` speaks them and listens, `mqtt` orders over a real
broker. Order store, catalog, sentences and replies are real in all three."""

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday noon: when a script begins unless it says otherwise."""
LARGEST_SCRIPT = 1_000_000
LONGEST_WAIT = timedelta(days=3650)
_DURATION = re.compile(r"\s*(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)\s*")
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), "seconds"),
    **dict.fromkeys(("min", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("h", "hour", "hours"), "hours"),
    **dict.fromkeys(("d", "day", "days"), "days"),
}
_LEVEL = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*%\s*")


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has to come of a turn; what is not named here may be anything."""

    intent: str | msgspec.UnsetType | None = msgspec.UNSET
    """Its name; null where the words may mean nothing."""
    slots: Mapping[str, Any] = {}
    """These slots at least, by what they stand for."""
    order: Mapping[str, int] | Literal["none"] | msgspec.UnsetType = msgspec.UNSET
    """Quantities by product id, over all orders that were placed in this turn."""
    status: AnswerStatus | msgspec.UnsetType = msgspec.UNSET
    """How the order service answered last."""
    reply: str | tuple[str, ...] | msgspec.UnsetType | None = msgspec.UNSET
    """One of these; `*` stands for anything, case does not count. Null is silence."""
    asks: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether the reply waits for an answer."""
    player: str | msgspec.UnsetType = msgspec.UNSET
    """What the loudspeaker was told last: play, stop, pause, ..."""


class Speaker(NamedTuple):
    """Somebody at a place."""

    name: str
    place: str


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happens. Exactly one of say, hear, press, level and wait."""

    say: Annotated[str, Meta(max_length=20_000)] | None = None
    """What a person says or types."""
    hear: str | None = None
    """A recording, looked for beside the script; goes through the path of the microphone."""
    press: str | None = None
    """A device's button: `washer/detergent`."""
    level: Annotated[Mapping[str, str], Meta(min_length=1, max_length=1)] | None = None
    """What a device measures: `{washer/detergent: 12 %}`."""
    wait: str | None = None
    """Time that passes: `10 min`, `2 days`."""
    by: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")] = "somebody"
    """Who speaks; each has a session of their own."""
    at: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")] = "home"
    """Where they speak: a device with ears and a mouth."""
    language: Language | None = None
    """What they speak, where it is not the script's language."""
    expect: Expected | Literal["nothing"] | None = None
    """`nothing`: no intent, no order and no word."""

    @property
    def speaker(self) -> Speaker:
        """Who speaks, and where."""
        return Speaker(self.by, self.at)

    @property
    def action(self) -> str:
        """The turn in a few words, for people."""
        for name in ("say", "hear", "press", "level", "wait"):
            value = getattr(self, name)
            if value is not None:
                shown = value if isinstance(value, str) else "".join(map(" ".join, value.items()))
                return f"{name} {shown}"
        return "nothing"


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the owner has decided before the script begins."""

    code: Annotated[str, Meta(pattern="^[0-9]{4,8}$")] | None = None
    """The household's code."""
    child_lock: bool = False
    ceilings: Mapping[str, str] = {}
    """The most that one unit may cost, by slot: `{washer/detergent: "15"}`."""


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conversation and what is expected of it."""

    turns: Annotated[tuple[Turn, ...], Meta(min_length=1, max_length=10_000)]
    language: Language = "en"
    title: str = ""
    start: Annotated[datetime, Meta(tz=True)] = START
    """When it begins, on a clock that only `wait` moves on."""
    channels: Annotated[tuple[Channel, ...], Meta(min_length=1)] = ("text",)
    """What it runs through unless the runner is told otherwise."""
    settings: Mapping[str, str | int | float | bool] = {}
    """Settings that differ from the sample household's: `buying.confirm_first_time: false`."""
    owner: Owner = Owner()
    file: str = ""
    lines: tuple[int, ...] = ()
    """The line of the file where each turn stands."""


def load_script(path: Path) -> Script:
    """Read a script.

    Raises:
        ScriptError: it cannot be read or has a mistake; says where and what.
    """
    try:
        if path.stat().st_size > LARGEST_SCRIPT:
            raise ScriptError(path, f"is larger than {LARGEST_SCRIPT} bytes")
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptError(path, f"cannot be read: {error}") from error
    return read_script(text, str(path))


def read_script(text: str, name: str) -> Script:
    """The script in `text`; `name` is what mistakes are reported for. Raises `ScriptError`."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ScriptError(f"{name}:{line}", f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise ScriptError(name, f"not YAML: {' '.join(str(error).split())}") from error
    try:
        script = msgspec.convert(content, Script)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at `$")
        problem = problem.replace("Object contains unknown field", "there is nothing called")
        raise ScriptError(f"{name}:{_line(node, place.rstrip('`'))}", problem) from error
    lines = tuple(_line(node, f".turns[{number}]") for number in range(len(script.turns)))
    for place, ceiling in script.owner.ceilings.items():
        _check_ceiling(place, ceiling, name)
    for turn, line in zip(script.turns, lines, strict=True):
        _check(turn, f"{name}:{line}")
    return msgspec.structs.replace(script, file=name, lines=lines)


def duration(text: str) -> timedelta:
    """`10 min` as a time span; raises `ValueError`."""
    found = _DURATION.fullmatch(text.lower())
    if found is None or found[2] not in _UNITS:
        raise ValueError(f"{text!r} is no time span such as 30 s, 10 min, 2 h or 3 days")
    span = timedelta(**{_UNITS[found[2]]: float(found[1])})
    if span > LONGEST_WAIT:
        raise ValueError(f"{text!r} is longer than {LONGEST_WAIT.days} days")
    return span


def fraction(text: str) -> float:
    """`12 %` as 0.12; raises `ValueError`."""
    found = _LEVEL.fullmatch(text)
    if found is None or float(found[1]) > 100:  # noqa: PLR2004 - percent
        raise ValueError(f"{text!r} is no level such as 12 %")
    return float(found[1]) / 100


def device_slot(text: str) -> tuple[str, str]:
    """`washer/detergent` as device and slot; raises `ValueError`."""
    device, found, slot = text.partition("/")
    if not (found and device.strip() and slot.strip()):
        raise ValueError(f"{text!r} is not DEVICE/SLOT")
    return device.strip(), slot.strip()


def _check_ceiling(place: str, ceiling: str, where: str) -> None:
    try:
        device_slot(place)
        Money.parse(ceiling, "USD")
    except ValueError as error:
        raise ScriptError(where, f"owner.ceilings: {error}") from error


def _check(turn: Turn, where: str) -> None:
    actions = (turn.say, turn.hear, turn.press, turn.level, turn.wait)
    if sum(action is not None for action in actions) != 1:
        raise ScriptError(where, "a turn is exactly one of say, hear, press, level and wait")
    try:
        if turn.wait is not None:
            duration(turn.wait)
        if turn.press is not None:
            device_slot(turn.press)
        for place, level in (turn.level or {}).items():
            device_slot(place)
            fraction(level)
    except ValueError as error:
        raise ScriptError(where, str(error)) from error


def _line(node: yaml.Node | None, place: str) -> int:
    """The line of `.turns[3].expect` in the file, or of the nearest thing around it."""
    line = 1
    for step in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", place):
        if node is None:
            break
        line = node.start_mark.line + 1
        node = _child(node, step)
    return line if node is None else node.start_mark.line + 1


def _child(node: yaml.Node, step: Sequence[str]) -> yaml.Node | None:
    key, index = step
    if isinstance(node, yaml.SequenceNode) and index.isdigit() and int(index) < len(node.value):
        return node.value[int(index)]  # type: ignore[no-any-return]
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None
