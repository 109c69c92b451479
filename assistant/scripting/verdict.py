"""What came of a turn, and how it differs from what was expected."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from assistant.core.messages import Answer
from assistant.language.intent import Intent
from assistant.scripting.script import Expected, Script, Turn

_SILENCE = "(silence)"


@dataclass(frozen=True)
class Outcome:
    """What a turn brought about."""

    heard: str | None = None
    """The words, as the recogniser or the keyboard gave them."""
    intent: Intent | None = None
    reply: str | None = None
    asks: bool = False
    answers: tuple[Answer, ...] = ()
    """Answers of the order service to what the turn asked of it."""
    player: str | None = None

    @property
    def ordered(self) -> Mapping[str, int]:
        """Quantities by product id over all orders that were placed."""
        found: dict[str, int] = {}
        for answer in self.answers:
            if answer.status == "placed" and answer.order is not None:
                for line in answer.order.lines:
                    found[line.product_id] = found.get(line.product_id, 0) + line.quantity
        return found


@dataclass(frozen=True)
class Difference:
    """One expectation that was not met."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True)
class Played:
    """A turn that was played, and what was wrong with it."""

    turn: Turn
    line: int
    outcome: Outcome
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Verdict:
    """A script that was played, up to its first turn that went otherwise."""

    script: Script
    played: tuple[Played, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """Whether all went as expected."""
        return not any(played.differences for played in self.played)

    def __str__(self) -> str:
        """The conversation as far as it went, and what differs, for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for played in self.played:
            outcome = played.outcome
            yield f"  > {played.turn.action}"
            if outcome.heard is not None and outcome.heard != played.turn.say:
                yield f"    heard: {outcome.heard or _SILENCE}"
            if outcome.reply is not None:
                yield f"  < {outcome.reply}"
            if played.differences:
                yield f"{self.script.file}:{played.line}: {played.turn.action}"
                width = max(len(each.what) for each in played.differences)
                for each in played.differences:
                    yield f"    {each.what:{width}}  expected  {each.expected}"
                    yield f"    {'':{width}}  found     {each.found}"


def compare(turn: Turn, outcome: Outcome) -> tuple[Difference, ...]:
    """Where an outcome is not what the turn expects."""
    if turn.expect is None:
        return ()
    if turn.expect == "nothing":
        expected = Expected(intent=None, order="none", reply=None)
    else:
        expected = turn.expect
    return tuple(_differences(expected, outcome))


def _differences(expected: Expected, outcome: Outcome) -> Iterator[Difference]:
    intent = outcome.intent
    name = intent.name if intent else None
    if expected.intent is not msgspec.UNSET and expected.intent != name:
        yield Difference("intent", expected.intent or "none", name or "none")
    for slot, value in expected.slots.items():
        found = intent.value(slot) if intent else None
        if not _same(value, found):
            yield Difference(f"slot {slot}", str(value), "none" if found is None else str(found))
    if expected.order is not msgspec.UNSET:
        wanted = {} if expected.order == "none" else expected.order
        if dict(outcome.ordered) != dict(wanted):
            yield Difference("order", _order(wanted), _order(outcome.ordered))
    status = outcome.answers[-1].status if outcome.answers else "no answer"
    if expected.status is not msgspec.UNSET and expected.status != status:
        reason = outcome.answers[-1].reason if outcome.answers else None
        yield Difference("status", expected.status, f"{status}: {reason}" if reason else status)
    if expected.asks is not msgspec.UNSET and expected.asks != outcome.asks:
        yield Difference("asks", _yes(expected.asks), _yes(outcome.asks))
    if expected.player is not msgspec.UNSET and expected.player != outcome.player:
        yield Difference("player", expected.player, outcome.player or "told nothing")
    if expected.reply is not msgspec.UNSET and not _said(expected.reply, outcome.reply):
        wanted_reply = expected.reply or _SILENCE
        shown = wanted_reply if isinstance(wanted_reply, str) else " | ".join(wanted_reply)
        yield Difference("reply", shown, outcome.reply or _SILENCE)


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, str) and isinstance(found, str):
        return expected.casefold() == found.casefold()
    return bool(expected == found)


def _said(expected: str | tuple[str, ...] | None, reply: str | None) -> bool:
    if expected is None or reply is None:
        return expected is None and reply is None
    patterns = (expected,) if isinstance(expected, str) else expected
    return any(_glob(pattern).fullmatch(reply) for pattern in patterns)


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern in which only `*` is special: replies are full of question marks."""
    parts = (re.escape(part) for part in pattern.strip().split("*"))
    return re.compile(".*".join(parts), re.IGNORECASE | re.DOTALL)


def _order(quantities: Mapping[str, int]) -> str:
    return ", ".join(f"{n} x {product}" for product, n in quantities.items()) or "none"


def _yes(value: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if value else "no"
