"""The prefilter of sentence templates: it rejects much, and never what matches."""

from pathlib import Path

import pytest
import yaml

from assistant.core.settings import LANGUAGES, PROJECT
from assistant.language.reading.readings import Readings
from assistant.language.templates import prefilter
from assistant.language.templates.compiler import lay_out
from assistant.language.templates.prefilter import (
    NOTHING,
    Prefilter,
    Usage,
    all_of,
    free,
    one_label,
    one_of,
)
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import tokens

ORDER = all_of([one_of([one_label("order"), one_label("buy")]), free("any")])
STOP = all_of([one_label("stop"), one_of([one_label("it"), NOTHING])])


def possible(text: str, *needs: prefilter.Needs) -> set[int]:
    words = text.split()
    found = Prefilter(needs)
    return found.of({*words, "any"}, {words[-1], "any"}, found.among(set(words)))


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("buy milk", {0}),
        ("milk order", {0}),
        ("stop", {1}),
        ("stop it", {1}),
        ("stop now", set[int]()),
        ("stop buy it", {0, 1}),
        ("it", set[int]()),
    ],
)
def test_a_text_has_to_have_the_words_and_the_end(text: str, which: set[int]) -> None:
    assert possible(text, ORDER, STOP) == which


def test_one_word_of_each_alternative_is_needed_but_none_where_one_may_be_nothing() -> None:
    assert one_of([one_label("a"), all_of([one_label("b"), one_label("c")])]).clauses == (
        frozenset("ab"),
    )
    assert one_of([one_label("a"), NOTHING]).clauses == ()
    assert one_of([one_label("a"), NOTHING]).empty


def test_the_last_word_is_that_of_the_last_item_that_must_be_there() -> None:
    maybe = one_of([one_label("please"), NOTHING])
    assert all_of([one_label("stop"), maybe]).lasts == {"stop", "please"}
    assert all_of([maybe, one_label("stop")]).lasts == {"stop"}


def test_free_words_are_words() -> None:
    assert not all_of([free("any")]).empty
    assert Prefilter([free("any")]).of({"x", "any"}, {"x", "any"}, [0]) == {0}


def test_a_word_is_said_by_whoever_calls_its_part() -> None:
    usage = Usage()
    with usage.by_template(0):
        usage.says("stop")
        with usage.by_part(7):
            usage.says("please")
        usage.calls(7)
    with usage.by_template(1):
        usage.calls(7)
    assert usage.of("please") == {0, 1}
    assert usage.of("stop") == {0}
    assert usage.of("go") == frozenset()


def test_a_word_is_said_by_whoever_calls_a_part_of_a_part_of_its_own() -> None:
    """Laid out once, inside the first template, and then called by others at every depth."""
    usage = Usage()
    with usage.by_template(0):
        with usage.by_part(7):
            with usage.by_part(8):
                with usage.by_part(9):
                    usage.says("kindly")
                usage.calls(9)
            usage.calls(8)
        usage.calls(7)
    for template, part in ((1, 7), (2, 8), (3, 9)):
        with usage.by_template(template):
            usage.calls(part)
    assert usage.of("kindly") == {0, 1, 2, 3}


def test_what_a_part_of_a_part_needs_its_caller_needs(tmp_path: Path) -> None:
    (tmp_path / "Store.yaml").write_text(
        """
language: en
expansion_rules:
  verb: (order|buy)
  wish: "[please] <verb>"
intents:
  Order:
    data:
      - sentences: ["<wish> {product}"]
lists:
  product: {wildcard: true}
""",
        "utf-8",
    )
    (needs,) = lay_out(Sentences.load(tmp_path, "en")).needs
    assert needs.clauses == (frozenset({"order", "buy"}),)
    assert not needs.met({"please", "milk"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_that_matches_is_rejected(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = Sentences.load(PROJECT / "intents", language)
    readings = Readings(lay_out(sentences), language)
    texts = [tokens(text, language) for text in said(PROJECT / "tests" / "intents" / language)]
    assert len(texts) > 100
    filtered = [list(readings.of(text)) for text in texts]
    everything = range(len(sentences.templates))
    monkeypatch.setattr(Prefilter, "of", lambda *_: set(everything))
    assert filtered == [list(readings.of(text)) for text in texts]
    assert any(filtered)


def said(folder: Path) -> list[str]:
    """Some of the sentences that the language's own tests say."""
    files = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.glob("*.yaml"))]
    texts = [str(text) for file in files for test in file["tests"] for text in test["sentences"]]
    return texts[::9]
