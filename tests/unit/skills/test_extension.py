"""Folders that add intents: the worked example works, and mistakes are named."""

import json
import re
from pathlib import Path

import pytest

from assistant.core.errors import SentencesError, SettingsError
from assistant.core.settings import PROJECT, load
from assistant.language.replies.reply import Replies
from assistant.scripting.play import play
from assistant.scripting.script import load_script
from assistant.skills import SKILLS
from assistant.skills.extension import extended_skills

STAINS = PROJECT / "docs" / "stains"


def test_the_worked_example_does_what_its_script_says() -> None:
    settings = load(overrides=[f'paths.extensions=["{STAINS}"]'])
    verdict = play(load_script(STAINS / "stains.script.yaml"), base=settings)
    assert verdict.passed, str(verdict)


def test_the_script_in_the_document_passes(tmp_path: Path) -> None:
    document = (PROJECT / "docs" / "scripts.md").read_text("utf-8")
    shown = re.search(r"```yaml\n(title:.*?)```", document, re.DOTALL)
    assert shown is not None
    file = tmp_path / "shown.script.yaml"
    file.write_text(shown[1], "utf-8")
    verdict = play(load_script(file), base=load())
    assert verdict.passed, str(verdict)


def test_the_document_shows_what_the_example_holds() -> None:
    document = (PROJECT / "docs" / "extensions.md").read_text("utf-8")
    files = [path for path in STAINS.rglob("*") if path.suffix in {".yaml", ".py"}]
    lines = {line.strip() for path in files for line in path.read_text("utf-8").splitlines()}
    shown = re.findall(r"   ```(?:yaml|python)\n(.*?)\n   ```", document, re.DOTALL)
    assert len(shown) == 4
    for line in "\n".join(shown).splitlines():
        assert line.strip() in lines, line


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (None, r"there is no .*skills.py \(an extension without one needs hermes.enabled"),
        ("def f(:", "skills.py: line 1: invalid syntax;"),
        ("x = 1", "has no SKILLS"),
        ("SKILLS = {'A': 1}", "has no SKILLS"),
        ("1 / 0", "ZeroDivisionError: division by zero;"),
        ("def f(i, s): ...\nSKILLS = {'Stop': f}", "Stop has a skill already"),
    ],
)
def test_an_extension_that_cannot_be_used_is_named(
    tmp_path: Path, code: str | None, problem: str
) -> None:
    if code is not None:
        (tmp_path / "skills.py").write_text(code, "utf-8")
    with pytest.raises(SettingsError, match=problem):
        extended_skills([tmp_path])


def test_sentences_alone_are_enough_where_others_answer(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    assert extended_skills([tmp_path], elsewhere=True) == SKILLS
    with pytest.raises(SettingsError, match="there is no"):
        extended_skills([tmp_path / "typing_mistake"], elsewhere=True)


@pytest.mark.parametrize("template", ["{{ product | naem }}", "{{ product", "{{ nobody }}"])
def test_a_broken_reply_is_blamed_on_its_own_file(tmp_path: Path, template: str) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    content = json.dumps({"language": "en", "replies": {"mine": template}})
    (folder / "replies.yaml").write_text(content, "utf-8")
    with pytest.raises(SentencesError, match=f"{folder}/replies.yaml: mine: "):
        Replies.load(PROJECT / "intents", "en", (tmp_path,)).render("mine", product={})


def test_a_reply_cannot_be_defined_twice(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "replies.yaml").write_text("language: en\nreplies: {ordered: again}\n", "utf-8")
    with pytest.raises(SentencesError, match="ordered is a reply of another file too"):
        Replies.load(PROJECT / "intents", "en", (tmp_path,))
