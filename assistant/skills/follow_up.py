"""What is said of an order just placed, in words that mean nothing without it.

"Cancel the toothpaste" takes it out, "no, I said conditioner" asks whether to swap.
"""

import re
from collections.abc import Mapping
from typing import Final

from assistant.core.messages import Order
from assistant.dialog.steps import Ask, Option, Question, Say, Step
from assistant.skills.basket import Basket, Line
from assistant.skills.checkout import check_out
from assistant.skills.orders import cancel_last
from assistant.skills.scene import Scene
from assistant.store.catalog import Product
from assistant.store.purchase import Fit

SURELY: Final = 0.8
"""How well a thing's name has to fit."""
_WITHOUT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:please|no|oh|actually)[,\s]+)*(?:cancel|remove|take (?:out|off)|drop|leave out|skip"
        r"|without|forget|i don'?t (?:want|need))\s+(?:the|my|that)\s+(?P<what>.+?)(?:\s+(?:please|after all))*",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:아니[,\s]+)?(?P<what>.+?)(?:은|는|을|를|만)?\s*"
        r"(?:취소\s?(?:해\s?(?:줘|주세요|줄래))?|빼\s?(?:줘|주세요)|필요\s?없어요?)"
    ),
}
_RATHER: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:oh|no|sorry|wait|oops|actually)[,\s]+)*(?:i (?:said|meant|mean|wanted|asked for)"
        r"|change (?:it|that) to|not that[,\s]+(?:the)?)\s+(?:(?:the|a|an|some)\s+)?(?P<what>.+?)"
        r"(?:\s+one)?(?:\s+(?:instead|please))*"
        r"|(?:oh[,\s]+)?no[,\s]+the\s+(?P<one>.+?)\s+one",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:아니|아니야|아 참|앗)[,\s]+(?P<what>.+?)(?:\s?(?:이?라고요?|이?라니까요?|말이야|말한 거였어"
        r"|(?:으?로)(?:\s?(?:바꿔|해)\s?(?:줘|주세요))?))?"
        r"|(?P<one>.+?)(?:으?로)\s?바꿔\s?(?:줘|주세요)"
    ),
}


def of_last_order(text: str, scene: Scene) -> Step | None:
    """What to do about it while the last order can be called off; None where it is not about that."""
    last = scene.last_order
    if last is None or scene.now >= last.cancel_until:
        return None
    said = text.strip(" .,!?~")
    taken_out = _WITHOUT[scene.language].fullmatch(said)
    if taken_out is not None:
        return _without(last, taken_out["what"], scene)
    rather = _RATHER[scene.language].fullmatch(said)
    if rather is None or len(last.lines) != 1:
        return None
    return _swapped(last, rather["what"] or rather["one"], scene)


def _without(last: Order, what: str, scene: Scene) -> Step | None:
    """The order without what is named; where that is all of it, it is cancelled."""
    meant = {fit.product.id for fit in scene.shelf.find(what) if fit.score >= SURELY}
    rest = [line for line in last.lines if line.product_id not in meant]
    if len(rest) == len(last.lines):
        return None
    if not rest:
        return cancel_last(scene)
    lines = tuple(
        Line(Fit(scene.shelf.product(line.product_id), 1.0), line.quantity, chosen=True)
        for line in rest
    )
    return check_out(Basket(lines, instead_of=last), scene)


def _swapped(last: Order, what: str, scene: Scene) -> Step | None:
    """Whether to have another thing instead; nothing is changed without a yes."""
    ordered = scene.shelf.product(last.lines[0].product_id)
    product = _called(what, ordered, scene)
    if product is None or product.id == ordered.id:
        return None
    line = Line(Fit(product, 1.0), last.lines[0].quantity, chosen=True)
    price = product.price(scene.currency)
    say = Say("swap_sure", {"old": ordered.names, "name": product.names, "price": price})
    question = Question(
        lambda _: check_out(Basket((line,), instead_of=last), scene),
        (Option(product.id, product.spoken, price, product.size, product.size_unit),),
        decline=Say("order_kept", {"name": ordered.names, "quantity": last.lines[0].quantity}),
        again=say,
    )
    return Ask(say, question)


def _called(what: str, ordered: Product, scene: Scene) -> Product | None:
    """What is called so; "decaf" alone is of the kind that was ordered."""
    kinds = ordered.aliases.get(scene.language, ())[-1:]
    for phrase in (what, *(f"{what} {kind}" for kind in kinds)):
        fits = [fit for fit in scene.shelf.find(phrase) if fit.score >= SURELY]
        if fits:
            known = (fit.product for fit in fits if fit.product.id in scene.history)
            return next(known, fits[0].product)
    return None
