"""What is wrong with sentences, replies and skills as a whole is found and named."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import commands
from assistant.dialog.steps import Say, Step
from assistant.language.intent import Intent
from assistant.language.matching.match import Matcher
from assistant.language.sentence_check import contested, reached, slots_of, unused
from assistant.language.templates.sentences import Sentences
from assistant.skills.scene import Scene
from assistant.skills.skill_check import missing_replies, without_skill

SENTENCES = """
language: en
lists:
  colour: {values: [red, green]}
  weather: {values: [sunny, rainy]}
expansion_rules:
  paint: (paint|colour)
  never: (not|never)
intents:
  PaintWall:
    data:
      - sentences: ["<paint> the wall {colour}"]
  PaintAnything:
    data:
      - sentences: ["paint the wall red", "paint everything"]
        slots: {what: all}
"""


@pytest.fixture
def sentences(tmp_path: Path) -> Sentences:
    (tmp_path / "walls.yaml").write_text(SENTENCES, "utf-8")
    return Sentences.load(tmp_path, "en")


def paint(intent: Intent, _scene: Scene) -> Step:
    intent.value("colour")
    return Say("no_such_reply")


def test_a_sentence_that_two_intents_claim(sentences: Sentences) -> None:
    found = [str(problem) for problem in contested(sentences, Matcher(sentences), {})]
    assert len(found) == 1
    assert "“paint the wall red” is taken by" in found[0]


def test_lists_and_rules_that_are_never_used(sentences: Sentences) -> None:
    assert [str(problem) for problem in unused(sentences)] == [
        "en: list {weather} is used by no sentence",
        "en: rule <never> is used by no sentence",
    ]


def test_intents_without_skill_and_slots_nobody_reads(sentences: Sentences) -> None:
    slots = slots_of(sentences)
    assert slots == {"PaintWall": {"colour"}, "PaintAnything": {"what"}}
    assert [str(problem) for problem in without_skill(slots, {"PaintWall": paint})] == [
        "PaintAnything: has sentences but no skill"
    ]
    extra = {"PaintWall": frozenset({"colour", "gloss" + "iness"})}
    assert [str(problem) for problem in without_skill(extra, {"PaintWall": paint})] == [
        "PaintWall: no skill reads its slot glossiness"
    ]


def test_replies_that_a_language_lacks() -> None:
    keys = {"en": frozenset({"hello"}), "ko": frozenset({"hello", "bye", "no_such_reply"})}
    found = {str(problem) for problem in missing_replies({"PaintWall": paint}, keys)}
    assert {"en: there is no reply bye", "en: there is no reply no_such_reply"} <= found
    assert not any(problem.startswith("ko") for problem in found)


def test_coverage_counts_the_templates_that_are_tested(sentences: Sentences) -> None:
    said = iter(["paint the wall green", "colour the wall red", "hello"])
    assert reached(sentences, Matcher(sentences), said) == {"PaintWall": 1, "PaintAnything": 0}


def test_nothing_is_to_be_mended_in_the_built_in_intents() -> None:
    result = CliRunner().invoke(commands, ["intents", "check"])
    assert result.output.rstrip().endswith("nothing to mend"), result.output
    assert result.exit_code == 0
