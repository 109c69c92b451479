"""Our intents in the words of Hermes."""

from assistant.bus.hermes import messages as hermes
from assistant.language.intent import Intent, Slot


def intent_message(
    intent: Intent,
    text: str,
    *,
    site: str,
    session: str | None,
    custom_data: object = None,
    query: str | None = None,
    wakeword: str | None = None,
) -> hermes.NluIntent:
    """What was understood, for skills."""
    return hermes.NluIntent(
        input=text,
        raw_input=text,
        intent=hermes.IntentName(intent_name=intent.name, confidence_score=round(intent.score, 3)),
        slots=tuple(_slot(name, slot, text) for name, slot in intent.slots.items()),
        site_id=site,
        session_id=session,
        id=query,
        custom_data=custom_data,
        wakeword_id=wakeword,
        lang=intent.language,
    )


def _slot(name: str, slot: Slot, text: str) -> hermes.Slot:
    start = max(0, text.lower().find(slot.text.lower()))
    end = min(len(text), start + len(slot.text))
    number = isinstance(slot.value, int | float) and not isinstance(slot.value, bool)
    value = slot.value if number or isinstance(slot.value, str) else slot.text
    return hermes.Slot(
        entity=name,
        slot_name=name,
        raw_value=slot.text,
        value=hermes.SlotValue(kind="Number" if number else "Custom", value=value),
        range=hermes.SlotRange(start=start, end=end, raw_start=start, raw_end=end),
        confidence=round(slot.score, 3),
    )
