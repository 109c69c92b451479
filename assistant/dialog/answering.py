"""Which option of an open question an utterance chooses, if any."""

from assistant.dialog.steps import Ask, Option, Question, Step
from assistant.language.intent import Intent
from assistant.language.resolve import Entry, Resolver

LAST = -1
AMENDING = frozenset({"ChangeQuantity", "Choose", "Order"})
ABOUT_THE_PRICE = 0.12
"""How far a spoken price may be from the real one, as a share of it."""
SURE_ENOUGH = 0.6
"""A name among two or three offered ones needs less certainty than one among a whole catalog, but
noise must still choose nothing."""


def answer(question: Question, intent: Intent | None, text: str) -> Step | None:
    """The step that follows, or None where the utterance is no answer but a new subject.

    An answer is a yes or a no, a place in the list ("the second"), a price or a size ("the cheap
    one"), or a name or a part of one. What corrects the wish asks the question anew.
    """
    name = intent.name if intent else None
    if intent is not None and intent.name in AMENDING:
        several = len(question.options) > 1 and intent.name == "Choose"
        amended = None if several else question.amend(intent)
        if amended is not None:
            return amended
    if name in {"No", "NeverMind", "Stop", "CancelOrder"}:
        return question.decline
    if name == "Yes":
        if len(question.options) == 1:
            return question.choose(question.options[0].id)
        return _again(question)
    if name == "Choose" and intent is not None:
        return _chosen(question, intent)
    if name is not None and name not in {"Order", "Reorder"}:
        return None
    phrase = str(intent.value("product", text)) if intent else text
    return _by_name(question, phrase)


def _again(question: Question) -> Step:
    if question.patience > 0:
        return Ask(question.again, question.less_patient())
    return question.decline


def _chosen(question: Question, intent: Intent) -> Step:
    if intent.value("ordinal") is not None:
        return _by_place(question, intent.value("ordinal"))
    if intent.value("price") is not None:
        return _by_price(question, float(intent.value("price")))
    best = _best(question, intent.value("by"))
    return _again(question) if best is None else question.choose(best.id)


def _by_price(question: Question, price: float) -> Step:
    """The one that costs about so much: $2.99 is "the three dollar one"."""
    priced = [(abs(float(o.price.decimal) - price), o) for o in question.options if o.price]
    near = sorted((away / max(price, 1), o.id) for away, o in priced)
    clear = len(near) == 1 or (len(near) > 1 and near[1][0] - near[0][0] >= ABOUT_THE_PRICE / 2)
    if near and near[0][0] <= ABOUT_THE_PRICE and clear:
        return question.choose(near[0][1])
    return _again(question)


def _best(question: Question, by: object) -> Option | None:
    """The only one that is biggest, smallest, cheapest or dearest."""
    options = [option for option in question.options if option.price is not None]
    if by in {"biggest", "smallest"}:
        if len({option.size_unit for option in options}) != 1:
            return None
        ranked = sorted(options, key=lambda option: option.size)
        values = [option.size for option in ranked]
    else:
        ranked = sorted(options, key=lambda option: option.price.minor if option.price else 0)
        values = [float(option.price.minor) for option in ranked if option.price]
    best = LAST if by in {"biggest", "dearest"} else 0
    if by == "other" or not values or values.count(values[best]) > 1:
        return None
    return ranked[best]


def _by_place(question: Question, ordinal: object) -> Step:
    places = len(question.options)
    if isinstance(ordinal, int) and (ordinal == LAST or 1 <= ordinal <= places):
        chosen = question.options[ordinal if ordinal == LAST else ordinal - 1]
        return question.choose(chosen.id)
    return _again(question)


def _by_name(question: Question, phrase: str) -> Step | None:
    resolver = Resolver([Entry(option.id, option.names) for option in question.options])
    found = resolver.candidates(phrase, limit=2)
    if not found or found[0].score < SURE_ENOUGH:
        return None
    if len(found) > 1 and found[1].score >= found[0].score:
        return _again(question)
    return question.choose(found[0].id)
