"""An order of a number and nothing else, "order two", "두 개 시켜 줘": of what is being talked about."""

from assistant.language.intent import BUYING, Intent, Slot
from assistant.language.words.bare_count import MOST_COUNTED, bare_count


def of_what_is_told(intent: Intent) -> Intent:
    """The number that is meant where an order names nothing else; any other intent as it is."""
    named = intent.slots.get("product")
    if intent.name not in BUYING or named is None or len(intent.slots) > 1:
        return intent
    count = bare_count(named.text, intent.language, MOST_COUNTED)
    if count is None:
        return intent
    slots = {"quantity": Slot(named.text, count), "agreed": Slot("", "yes")}
    return Intent(
        name="ChangeQuantity",
        slots=slots,
        text=intent.text,
        language=intent.language,
        score=intent.score,
    )
