"""Which option of an open question an utterance chooses, if any."""

import re
from collections.abc import Callable

from assistant.dialog.steps import Ask, Option, Question, Step
from assistant.language.alignment import Vocabulary
from assistant.language.digits import code as spoken_code
from assistant.language.digits import is_code
from assistant.language.intent import BUYING, Intent, Slot
from assistant.language.resolve import Entry, Resolver
from assistant.language.sizes import SAME_SIZE, size_said
from assistant.language.sounds import letters
from assistant.language.spelling import without_frills, words

LAST = -1
YOURS = "yours"
"""The choice is left to us."""
AGREEING = frozenset({"Yes", "ConfirmOrder"})
DECLINING = frozenset({"No", "NeverMind", "Stop", "CancelOrder"})
AMENDING = frozenset({"ChangeQuantity", "Choose", "Demand", "Order"})
ASIDE = frozenset(
    {
        "PriceCheck",
        "WhoSells",
        "SmallTalk",
        "Help",
        "Repeat",
        "OrderStatus",
        "NowPlaying",
        "VolumeUp",
        "VolumeDown",
        "Pause",
    }
)
"""What may be said while a question is open without an answer or another subject in it."""
ABOUT_THE_PRICE = 0.12
"""How far a spoken price may be from the real one, as a share of it."""
_TAKING = re.compile(
    r"^(?:(?:uh|um|well|okay|ok|then|hmm|the|i(?:'?ll| will) (?:take|have|go with)|i (?:want|mean|meant|said|prefer)"
    r"|i'?d (?:like|prefer)|give me|let'?s (?:take|go with|have)|go with|make it|take|get|choose|그럼|음)[\s,]+)+",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:[\s,]+(?:one|ones|please|then|thanks|thank you|version))+$"
    r"|\s*(?:(?:으로|로|걸로|거로|것으로|거|것|게|제품|꺼)\s*)?(?:요|할게요?|하자|해|해\s?요|줘|주세요|줘요"
    r"|(?:(?:주문|선택|부탁)?\s?해|사|골라)\s?(?:줘요?|주세요|줄래요?)|부탁(?:해요?|합니다|드려요|드립니다)"
    r"|(?:가자|갈게요?|갑시다)|(?:가|이)\s?(?:좋아요?|좋겠어요?|나아요?))$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"^(?:no[,\s]+)?(?:not|anything but|i don'?t (?:want|like))\s+(?P<en>.+)$"
    r"|^(?:아니\s?[,\s])?(?P<ko>.+?)\s*(?:은|는|이|가)?\s*(?:말고|빼고|싫어요?|아니고|아니야)(?:\s*다른\s*(?:거|걸로|것).*)?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:why|what|how|when|where|who|whose|is|are|was|does|do|did|has|tell"
    r"|compare|explain|describe|read|show)\b"
    r"|^(?:왜|어떻게|언제)(?:\s|$)|비교|설명|알려|어때|어떤가|얼마|인가요?\W*$|(?:일|될|할)까요?\W*$|뭐(?:야|예요|지|가|\W*$)",
    re.IGNORECASE,
)
"""Asks about a thing rather than for it."""
SURE_ENOUGH = 0.6
"""A name among two or three offered ones needs less certainty than one among a whole catalog, but
noise must still choose nothing."""
LONG_ENOUGH = 4
"""Letters or jamo of a name that may be misheard: all of "던" but a vowel is in "돈"."""
TOO_CLOSE = 0.05
"""Names whose scores differ by less are both meant: "vinegar" is no answer to "which vinegar"."""


def is_aside(intent: Intent | None) -> bool:
    """Whether an utterance leaves an open question open."""
    return intent is not None and intent.name in ASIDE


def answer(
    question: Question,
    intent: Intent | None,
    text: str,
    understand: Callable[[str], Intent | None] = lambda _: None,
) -> Step | None:
    """The step that follows, or None where the utterance is no answer but a new subject.

    An answer is a yes or a no, a place in the list ("the second"), a price or a size ("the cheap
    one"), or a name or a part of one. What corrects the wish asks the question anew.

    Args:
        question: that is open.
        intent: what the utterance means by itself.
        text: as it was said.
        understand: the meaning of a text; helps with "the Heinz one, two of them".
    """
    if question.code is not None:
        return _code(question, question.code, intent.name if intent else None, text)
    if intent is None and _ABOUT.search(text):
        return None
    if intent is None and question.as_if and question.options:
        meant = understand(question.as_if.replace("{}", text))
        intent = meant if meant is not None and meant.name in BUYING else None
    counted = _counted(question, intent)
    return counted if counted is not None else _answered(question, intent, text)


def _answered(question: Question, intent: Intent | None, text: str) -> Step | None:
    name = intent.name if intent else None
    if intent is not None and intent.name in AMENDING:
        several = len(question.options) > 1 and intent.name == "Choose"
        amended = None if several else question.amend(intent)
        if amended is not None:
            return amended
        if len(question.options) == 1 and intent.value("by") == "other":
            return question.decline
    meant = _meant(question, intent)
    if meant is not None:
        return question.choose(meant)
    if name in DECLINING:
        return question.decline
    if name in AGREEING:
        if len(question.options) == 1:
            return question.choose(question.options[0].id)
        return _again(question)
    if name == "Choose" and intent is not None:
        return _chosen(question, intent)
    if name is not None and name not in BUYING:
        return None
    phrase = str(intent.value("product", text)) if intent else text
    return _all_but(question, text) or _by_its_name(question, phrase, said_to_order=bool(name))


def _by_its_name(question: Question, phrase: str, *, said_to_order: bool) -> Step | None:
    chosen = _by_name(question, phrase)
    # "Order vinegar", said again while it is asked which vinegar, asks the same anew.
    return None if isinstance(chosen, Ask) and said_to_order and question.as_if else chosen


def _meant(question: Question, intent: Intent | None) -> str | None:
    """The option that is chosen by what is said to be done: "cancel it", "order them"."""
    if intent is None:
        return None
    says = intent.value("says")
    options = {option.id for option in question.options}
    return says if says in options else question.meant_by.get(intent.name)


def _counted(question: Question, intent: Intent | None) -> Step | None:
    """What follows where the choice comes with a number: "the second one, two of them"."""
    if intent is None or not isinstance(intent.value("quantity"), int):
        return None
    chooses = intent.value("product") or intent.value("ordinal") or intent.value("price")
    chooses = chooses or intent.value("by")
    if not chooses or len(question.options) <= 1:
        return None
    number = Intent(name="ChangeQuantity", slots={"quantity": intent.slots["quantity"]})
    amended = question.amend(number)
    rest: dict[str, Slot] = {k: v for k, v in intent.slots.items() if k not in {"quantity", "unit"}}
    if not isinstance(amended, Ask):
        return None
    without = Intent(name=intent.name, slots=rest, text=intent.text, language=intent.language)
    return _answered(amended.question, without, str(intent.value("product", "")))


def _code(
    question: Question, take: Callable[[str], Step], name: str | None, text: str
) -> Step | None:
    """Digits, a refusal or a new subject; nothing else is taken for what it sounds like."""
    digits = spoken_code(text)
    if digits is not None:
        return take(digits) if is_code(digits) else _again(question)
    if name in DECLINING:
        return question.decline
    return _again(question) if name is None or name in AGREEING | AMENDING else None


def _again(question: Question) -> Step:
    if question.patience > 0:
        return Ask(question.again, question.less_patient())
    return question.dropped or question.decline


def _chosen(question: Question, intent: Intent) -> Step:
    if intent.value("by") == YOURS and question.yours is not None:
        return question.yours()
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
    """The one at a place; of a single one nobody says "the first" and means yes."""
    places = len(question.options)
    if places > 1 and isinstance(ordinal, int) and (ordinal == LAST or 1 <= ordinal <= places):
        chosen = question.options[ordinal if ordinal == LAST else ordinal - 1]
        return question.choose(chosen.id)
    return _again(question)


def _by_size(question: Question, phrase: str) -> Step | None:
    """The one of the size that was said, in whatever measure: 900 ml is the 32 ounces one."""
    said = size_said(bare_answer(phrase))
    if said is None:
        return None
    fitting = [option for option in question.options if said.fits_unit(option.size_unit)]
    near = [one for one in fitting if said.distance(one.size, one.size_unit) <= SAME_SIZE]
    if len(near) != 1 or _says_more(said.rest, near[0]):
        return None
    return question.choose(near[0].id)


def bare_answer(text: str) -> str:
    """What an answer names: "I'll take the Heinz one, please" and "하인즈로 할게요" say Heinz."""
    kept = _ASKING.sub("", _TAKING.sub("", text.strip(" .!?~")))
    return kept if kept.strip() else text


def _all_but(question: Question, text: str) -> Step | None:
    """What follows "not the Heinz one" or "하인즈 말고"."""
    said = _NOT.match(text.strip(" .!?~"))
    if said is None or question.without is None:
        return None
    chosen = _named(question, said["en"] or said["ko"])
    return None if not isinstance(chosen, Option) else question.without(chosen.id)


def _by_name(question: Question, phrase: str) -> Step | None:
    """The one whose name is said, and nothing beside it: "not Tide" and "compare Tide Pods" buy none.

    What is open is mostly a purchase, so that a word that is left over counts for more than a name.
    """
    named = _named(question, phrase)
    return question.choose(named.id) if isinstance(named, Option) else named


def _named(question: Question, phrase: str) -> Option | Step | None:
    resolver = Resolver([Entry(option.id, option.names) for option in question.options])
    said = bare_answer(phrase)
    found = resolver.candidates(said, limit=2)
    if not found or found[0].score < SURE_ENOUGH:
        return _by_size(question, phrase)
    if len(found) > 1 and found[1].score > found[0].score - TOO_CLOSE:
        return _again(question)
    chosen = next(option for option in question.options if option.id == found[0].id)
    misheard = found[0].score < 1
    if misheard and (len(letters(found[0].name)) < LONG_ENOUGH or _says_more(said, chosen)):
        return None
    return chosen


def _says_more(phrase: str, option: Option) -> bool:
    """Whether some word of a phrase is of no name of an option, even misheard."""
    names = [spelled for name in option.names if (spelled := words(name))]
    return bool(Vocabulary(names).strangers(without_frills(words(phrase))))
