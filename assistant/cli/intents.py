"""`assistant intents`: the sentences, replies and skills as a whole."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import yaml

from assistant.app import App
from assistant.cli.listing import Listing
from assistant.core.errors import SentencesError
from assistant.core.settings import LANGUAGES, PROJECT, Language, Settings
from assistant.language.sentence_check import Problem, contested, reached, slots_of, unused
from assistant.skills.skill_check import missing_replies, without_skill

_SOLD = (
    "product",
    "ordered",
    "demanded",
    "kept",
    "needed",
    "wished",
    "priced",
    "named",
    "looked_for",
    "shown",
    "watched",
    "waited",
    "either",
    "than",
    "taken",
    "refused",
    "allergen",
)
"""Slots that stand for something of the shop; two of them are compared with another thing of it."""
EXAMPLES = {
    "en": {
        **dict.fromkeys(_SOLD, "detergent"),
        "item": "milk",
        "household": "shopping",
        "rival": "vinegar",
        "missing": "vinegar",
        "faceted": "organic detergent",
        "limited": "detergent under ten dollars",
        "at_seller": "Homewell",
        "from_shop": "detergent from Homewell",
    },
    "ko": {
        **dict.fromkeys(_SOLD, "세제"),
        "item": "우유",
        "speaker": "민지",
        "used_up": "세제",
        "household": "장보기",
        "rival": "식초",
        "typed": "세제",
        "faceted": "유기농 세제",
        "at_seller": "홈웰",
        "named_seller": "홈웰",
        "shown": "건전지",
    },
}
TESTS = PROJECT / "tests" / "intents"


@click.group(cls=Listing)
def intents() -> None:
    """What can be said, and who answers."""


@intents.command()
@click.option(
    "--tests",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=TESTS if TESTS.is_dir() else None,
    help="Folder of tested sentences, a folder per language, for the coverage.",
)
@click.pass_obj
def check(settings: Settings, tests: Path | None) -> None:
    """Find sentences that two intents claim, what is never used, and what has no answer.

    Prints the coverage: templates of each intent, and how many of them a tested sentence reaches.
    The exit code is 1 where something is to be mended.
    """
    app = App(settings)
    problems = [str(problem) for problem in _problems(app)]
    for line in _coverage(app, tests):
        click.echo(line)
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(problems)} to mend" if problems else "nothing to mend")
    if problems:
        sys.exit(1)


def _problems(app: App) -> Iterator[Problem]:
    slots: dict[str, frozenset[str]] = {}
    replies: dict[str, frozenset[str]] = {
        language: app.replies(language).keys for language in LANGUAGES
    }
    for language in LANGUAGES:
        sentences = app.sentences(language)
        yield from contested(sentences, app.matcher(language), EXAMPLES[language])
        yield from unused(sentences)
        for intent, found in slots_of(sentences).items():
            slots[intent] = slots.get(intent, frozenset()) | found
    if app.settings.hermes.enabled:  # what we do not answer, others do
        slots = {intent: found for intent, found in slots.items() if intent in app.skills}
    yield from without_skill(slots, app.skills)
    yield from missing_replies(app.skills, replies)


def _coverage(app: App, tests: Path | None) -> Iterator[str]:
    by_language = {language: app.sentences(language) for language in LANGUAGES}
    names = sorted(set().union(*(each.intents for each in by_language.values())))
    hits = {
        language: reached(sentences, app.matcher(language), _tested(tests, language))
        for language, sentences in by_language.items()
    }
    heads = (f"{language} templates (tested)" for language in LANGUAGES)
    yield f"{'intent':16}" + "".join(f"{head:>24}" for head in heads)
    for name in names:
        cells = []
        for language, sentences in by_language.items():
            count = sum(template.intent == name for template in sentences.templates)
            cells.append(f"{count} ({hits[language].get(name, 0)})" if count else "-")
        yield f"{name:16}" + "".join(f"{cell:>24}" for cell in cells)


def _tested(tests: Path | None, language: Language) -> Iterator[str]:
    for path in sorted((tests / language).glob("*.yaml")) if tests else ():
        try:
            content = yaml.safe_load(path.read_text("utf-8"))
            for case in content["tests"]:
                yield from map(str, case["sentences"])
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise SentencesError(path, f"is no file of tested sentences: {error}") from error
