"""`assistant understand`: what a sentence means, without doing anything."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from assistant.app import App, Understood
from assistant.cli.console import json_line
from assistant.core.settings import Language, Settings
from assistant.language.matching.match import Understanding
from assistant.language.words.written import written_in

language_option = click.option(
    "--language",
    type=click.Choice(["en", "ko"]),
    help="Language of the text; the household's where none is given.",
)
intents_option = click.option(
    "--intents",
    "intents_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Sentences and word lists to use instead of the built-in ones.",
)
explain_option = click.option(
    "--explain",
    is_flag=True,
    help="Also which sentence fits, and which words stood for which, at what cost.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.command()
@language_option
@intents_option
@json_option
@explain_option
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.pass_obj
def understand(
    settings: Settings,
    texts: tuple[str, ...],
    language: Language | None,
    intents_dir: Path | None,
    *,
    as_json: bool,
    explain: bool,
) -> None:
    """Show the intent and slots of each TEXT, or of each line of standard input.

    Nothing is ordered, played or said.
    """
    app = App(settings, intents_dir=intents_dir)
    for text in texts or _lines(sys.stdin.buffer):
        spoken = language or written_in(text, settings.household)
        found = app.understand(text, spoken)
        why = app.understanding.explained(text, spoken) if explain else None
        if as_json:
            json_line(fields(found) | (explanation(why) if why else {}))
        else:
            click.echo(_line(found) + (_explained(why) if why else ""))


def fields(found: Understood) -> dict[str, Any]:
    """An understanding as the stable JSON object."""
    return {
        "text": found.text,
        "intent": found.intent.name if found.intent else None,
        "slots": slot_fields(found),
        "score": round(found.intent.score, 4) if found.intent else 0.0,
        "ms": round(found.ms, 3),
    }


def slot_fields(found: Understood) -> dict[str, Any]:
    """The slots as {name: {text, value, score}}."""
    slots = found.intent.slots if found.intent else {}
    return {
        name: {"text": slot.text, "value": slot.value, "score": round(slot.score, 4)}
        for name, slot in slots.items()
    }


def explanation(why: Understanding) -> dict[str, Any]:
    """Why a text was understood so: the sentence, its file, and words taken for others."""
    heard = [{"words": h.words, "meant": h.meant, "cost": h.cost} for h in why.heard]
    return {"sentence": why.sentence, "file": why.file, "heard": heard}


def _explained(why: Understanding) -> str:
    if why.intent is None:
        return ""
    taken = "".join(f"\n    {h.words} → {h.meant}  (cost {h.cost:.2f})" for h in why.heard)
    return f"\n    {why.file}: {why.sentence}{taken}"


def _line(found: Understood) -> str:
    if found.intent is None:
        return f"{found.text}\n    not understood"
    slots = "".join(
        f"\n    {name:<10} {slot.text}  →  {slot.value}  ({slot.score:.2f})"
        for name, slot in found.intent.slots.items()
    )
    return f"{found.text}\n    {found.intent.name}  ({found.intent.score:.2f}){slots}"


def _lines(stream: Iterable[bytes]) -> Iterator[str]:
    """Lines of any bytes: what is not UTF-8 is marked, not fatal."""
    for line in stream:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
