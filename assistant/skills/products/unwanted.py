"""What is never to be suggested, and who of the family must not have it."""

from collections.abc import Iterable, Mapping

from assistant.core.notes import Note
from assistant.dialog.steps import KeepNotes, Say, Step
from assistant.language.intent import Intent
from assistant.skills.scene import Scene, Skill
from assistant.store.household.lists import same
from assistant.store.household.notes import ALL


def never_suggest(intent: Intent, scene: Scene) -> Step:
    """Never suggest a thing, or allow it again: for one of the family, or for all."""
    phrase = str(intent.value("product", "")).strip()
    who = str(intent.value("who", ""))
    if intent.value("never") != "yes":
        return _allowed_again(phrase, who, scene)
    if not phrase:
        return Say("goes_with_what")
    by = scene.notes.unwanted_by
    about = next((known for known in by if same(known, phrase)), phrase.casefold())
    note = _note(about, by.get(about, frozenset()) | {who or ALL}, scene)
    return KeepNotes((note,), Say("suggest_never", {"phrase": _as_sold(phrase, scene), "who": who}))


def _allowed_again(phrase: str, who: str, scene: Scene) -> Step:
    """A thing may be suggested again, or all that one of the family had to do without."""
    notes: list[Note] = []
    for about, kin in scene.notes.unwanted_by.items():
        if (phrase and not same(about, phrase)) or (who and who not in kin):
            continue
        notes.append(_note(about, kin - {who} if who else (), scene))
    freed = [_as_sold(note.about, scene) for note in notes if note.value is None]
    still = sorted({one for note in notes for one in (note.value or "").split()})
    names = freed or ([phrase] if phrase else [])
    said = Say("suggest_again", {"names": names, "who": who, "known": bool(notes), "kin": still})
    return KeepNotes(tuple(notes), said) if notes else said


def show_unwanted(intent: Intent, scene: Scene) -> Step:
    """What is never suggested: all, what one of the family must not have, or who must not have a thing."""
    who, phrase = str(intent.value("who", "")), str(intent.value("product", "")).strip()
    by = scene.notes.unwanted_by
    if phrase:
        kin = {each for about, all_ in by.items() if same(about, phrase) for each in all_}
        return Say("unwanted_by", {"phrase": phrase, "kin": sorted(kin)})
    found = [each for each, kin in by.items() if not who or who in kin]
    return Say(
        "suggest_never_list", {"names": [_as_sold(each, scene) for each in found], "who": who}
    )


def _note(about: str, kin: Iterable[str], scene: Scene) -> Note:
    """Who must not have a thing; nobody any more where there is none."""
    value = " ".join(sorted(kin)) or None
    return Note(topic="unwanted", about=about, value=value, at=scene.now)


def _as_sold(phrase: str, scene: Scene) -> str:
    """The name as the shop writes it (Starbucks), where it was said as one of a product."""
    names = (
        name
        for fit in scene.shelf.find(phrase)
        for name in (*fit.product.brand.values(), *fit.product.spoken)
    )
    return next((name for name in names if name.casefold() == phrase.casefold()), phrase)


SKILLS: Mapping[str, Skill] = {"NeverSuggest": never_suggest, "UnwantedShow": show_unwanted}
