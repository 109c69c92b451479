"""Why the store declined, in plain words: never a code of the wire."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.core.messages import Answer
from assistant.dialog.steps import Say
from assistant.store.orders.holding import shortage

SPOKEN = frozenset(
    {
        *("out_of_stock", "too_many_orders", "unknown_product", "too_few", "nothing_held"),
        *("code_needed", "code_shut", "wrong_code", "not_allowed", "unknown_device"),
        *("unknown_order", "not_delivered", "too_late", "other_currency"),
        *("too_old", "from_the_future", "not_changeable"),
    }
)
"""Codes that there are words for, as replies `why.CODE`; the others are no business of who asks."""


def refusal(answer: Answer | None, names: Mapping[str, Mapping[str, str]] | None = None) -> Say:
    """What to say of a request that was declined.

    Args:
        answer: the order service's.
        names: names by product id, of what was asked for.
    """
    reason = (answer.reason if answer else None) or ""
    code = reason.partition(":")[0]
    if code not in SPOKEN:
        return Say("refused")
    data: dict[str, Any] = {"name": None, "left": 0, "house": "household" in reason}
    short = shortage(reason)
    if short is not None:
        data["left"], data["name"] = short.left, (names or {}).get(short.product_id)
    elif names and len(names) == 1:
        data["name"] = next(iter(names.values()))
    return Say(f"why.{code}", data)


def code_of(answer: Answer | None) -> str:
    """The code of an answer's reason; empty where it has none."""
    return ((answer.reason if answer else None) or "").partition(":")[0]


def names_of(lines: Sequence[Any]) -> dict[str, Mapping[str, str]]:
    """Names by product id, of the lines of an order."""
    return {line.product_id: line.names for line in lines}
