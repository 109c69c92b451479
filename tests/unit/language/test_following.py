"""What a sentence means behind something else, and only there."""

from pathlib import Path

import pytest

from assistant.core.errors import SentencesError
from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences

SENTENCES = """
language: en
lists:
  thing: {wildcard: true}
skip_words: [please]
intents:
  Order:
    data:
      - sentences: ["order {thing:product}"]
  TakeOut:
    data:
      - requires_context: {after: order}
        sentences: ["(no|without) {thing:ordered}"]
  Rather:
    data:
      - requires_context: {after: order}
        sentences: ["no i said {thing:rather}"]
"""


def matcher(folder: Path, text: str = SENTENCES) -> Matcher:
    (folder / "en.yaml").write_text(text, "utf-8")
    return Matcher(Sentences.load(folder, "en"), lambda _: True)


def test_means_something_only_behind_what_it_follows(tmp_path: Path) -> None:
    known = matcher(tmp_path)
    assert known.understand("without milk").intent is None
    assert [each.name for each in known.following("order", "without milk")] == ["TakeOut"]
    assert not list(known.following("question", "without milk"))


def test_the_likeliest_meaning_comes_first_and_the_others_behind(tmp_path: Path) -> None:
    meanings = matcher(tmp_path).following("order", "Please, no, I said conditioner!")
    found = [(each.name, *(slot.value for slot in each.slots.values())) for each in meanings]
    assert found[0] == ("Rather", "conditioner")
    assert ("TakeOut", "I said conditioner") in found


@pytest.mark.parametrize("text", ["", "  ", "\u202e", "no " * 200, "order milk"])
def test_odd_texts_and_other_sentences_have_no_such_meaning(tmp_path: Path, text: str) -> None:
    assert not list(matcher(tmp_path).following("order", text))


def test_what_it_follows_has_to_be_a_name(tmp_path: Path) -> None:
    wrong = SENTENCES.replace("{after: order}", "{after: 3}")
    with pytest.raises(SentencesError, match="TakeOut: after is 3, not a name"):
        matcher(tmp_path, wrong)
