"""What is said of an order just placed, in words that mean nothing without it.

"I don't need the toothpaste" takes it out, "no, I said conditioner" asks whether to swap.
"""

import re
from collections.abc import Mapping
from typing import Final

from assistant.core.messages import Order
from assistant.dialog.steps import Step
from assistant.language.bare_count import bare_count
from assistant.language.intent import Intent
from assistant.skills.basket import MOST_AT_ONCE
from assistant.skills.changing import ask_count_of_which, ask_swap, put_in
from assistant.skills.listed import called
from assistant.skills.open_orders import is_open, with_count, without
from assistant.skills.scene import Scene

ABOUT_LISTS: Final = frozenset({"ListRemove", "ListReplace"})
"""What is meant for an order right behind one, where it names something in it."""
TOLD: Final = frozenset({"ordered", "is_ordered", "order_kept", "none_such", "change_how"})
"""Replies that speak of an order last."""
_WITHOUT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:please|no|oh|actually|can you|could you)[,\s]+)*(?:cancel|remove|delete|take (?:out|off)"
        r"|drop|leave (?:out|off)|skip|without|forget(?: about)?|no|lose|(?:i|we) don'?t (?:want|need))\s+"
        r"(?:(?:the|my|that|any)\s+)?(?P<what>.+?)(?:\s+(?:please|after all|any ?more|(?:from|in) (?:it|there)))*"
        r"|(?:take|leave)\s+(?:the|my|that)\s+(?P<other>.+?)\s+(?:out|off)(?:\s+again|\s+please)*",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:아니[,\s]+)?(?P<what>.+?)(?:은|는|을|를|만)?\s*"
        r"(?:취소\s?(?:해\s?(?:줘|주세요|줄래))?|빼\s?(?:줘|주세요|고|자)?|(?:필요|안)\s?(?:없어|살래|사)요?)"
    ),
}
_ONLY: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:no|actually|sorry|wait)[,\s]+)*(?:i (?:just|only) (?:want|wanted|need)|(?:just|only|keep only"
        r"|just keep|(?:just|only) order|order (?:just|only)))\s+(?:the|my)\s+(?P<what>.+?)(?:\s+please)?",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:아니[,\s]+)?(?P<what>.+?)만\s*(?:(?:주문|배달)?\s?해\s?(?:줘|주세요)|(?:사|시켜)?\s?(?:줘|주세요)|살게요?|할게요?|있으면 돼요?)?"
    ),
}
_RATHER: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:oh|no|sorry|wait|oops|actually|can you|could you|please)[,\s]+)*"
        r"(?:(?:i (?:said|meant|mean|wanted|asked for)|not that[,\s]+(?:the)?)\s+"
        r"|(?:change|swap|switch|exchange|replace|trade|make)\s+(?:it|that|this|them|(?:the|my)\s+(?P<old>.+?))\s+"
        r"(?:to|for|with|into|by)\s+)"
        r"(?:(?:the|a|an|some)\s+)?(?P<what>.+?)(?:\s+one)?(?:\s+(?:instead|please))*"
        r"|(?:(?:oh|no)[,\s]+)*the\s+(?P<one>.+?)\s+ones?(?:\s+please)?"
        r"|(?:(?:get|order|i want|i'd like|give me|send|let'?s have|can i have|can i get)\s+(?:me\s+)?)?"
        r"(?:(?:the|a|an|some)\s+)?(?P<rather>.+?)\s+(?:instead|rather)(?:\s+(?:please|of (?:it|that|this)))*",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:아니|아니야|아 참|앗)[,\s]+(?P<what>.+?)(?:\s?(?:이?라고요?|이?라니까요?|말이야|말한 거였어"
        r"|(?:으?로)(?:\s?(?:바꿔|해)\s?(?:줘|주세요))?))?"
        r"|(?:그거|(?P<old>.+?)(?:을|를)?)\s*(?:말고|대신(?:에)?)\s*(?P<rather>.+?)"
        r"(?:으?로|을|를)?\s*(?:(?:바꿔|해|주문해|보내)?\s?(?:줘|주세요)|할게요?)?"
        r"|(?P<one>.+?)(?:으?로)\s?(?:바꿔|교환해|변경해)\s?(?:줘|주세요|줄래)"
    ),
}


_TO_IT: Final = re.compile(r"\s(?:to|in|into|with)\s+(?:it|that|this|them)$", re.IGNORECASE)


def of_last_order(text: str, intent: Intent | None, scene: Scene) -> Step | None:
    """What to do about the last order while it can be called off; None: it is not about that.

    Words that mean something for a list as well count right behind an order only.
    """
    last = scene.last_order
    if last is None or not is_open(last, scene):
        return None
    behind = scene.last_said is not None and scene.last_said.key in TOLD
    said = text.strip(" .,!?~")
    only = _ONLY[scene.language].fullmatch(said)
    if only is not None and behind:
        return _only(last, only["what"], scene)
    if intent is not None and intent.value("not_seller"):  # "without the milk" is of no seller
        meant = called(str(intent.value("not_seller")), scene)
        return without(last, meant, scene)
    if intent is not None and behind and _into_it(intent, said):
        return put_in((intent,), scene)
    if intent is not None and (intent.name not in ABOUT_LISTS or not behind):
        return None
    count = bare_count(said, scene.language, MOST_AT_ONCE) if behind else None
    if count is not None:
        one = len(last.lines) == 1
        return with_count(last, "", count, scene) if one else ask_count_of_which(last, count, scene)
    taken_out = _WITHOUT[scene.language].fullmatch(said)
    if taken_out is not None:
        groups = taken_out.groupdict()
        what = groups["what"] or groups["other"]
        step = without(last, called(what, scene), scene)
        if step is not None:
            return step
    rather = _RATHER[scene.language].fullmatch(said)
    return None if rather is None else _swapped(last, rather, scene)


def _into_it(intent: Intent, said: str) -> bool:
    """Whether "add some eggs to that" is said, and no list is named."""
    return intent.name == "ListAdd" and "list" not in intent.slots and bool(_TO_IT.search(said))


def _only(last: Order, what: str, scene: Scene) -> Step | None:
    """The order without all but what is named."""
    meant = called(what, scene)
    others = {line.product_id for line in last.lines} - meant
    return without(last, others, scene) if len(others) < len(last.lines) else None


def _swapped(last: Order, rather: re.Match[str], scene: Scene) -> Step | None:
    """Whether to have another thing instead of the one that is named, or of the only one."""
    said = rather.groupdict()
    what = said["what"] or said["one"] or said["rather"]
    meant = called(said["old"], scene) if said["old"] else set()
    lines = [line for line in last.lines if line.product_id in meant or not said["old"]]
    return ask_swap(last, lines[0], what, scene) if len(lines) == 1 else None
