"""The documents say what is so: their commands exist and their Python runs."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assistant.cli import commands
from assistant.core.settings import LANGUAGES, PROJECT
from assistant.language.templates.sentences import Sentences

README = (PROJECT / "README.md").read_text("utf-8")
COMMANDS = (PROJECT / "docs" / "commands.md").read_text("utf-8")
NETWORK = (PROJECT / "docs" / "network.md").read_text("utf-8")
UNDERSTANDING = (PROJECT / "docs" / "understanding.md").read_text("utf-8")
PYTHON = (PROJECT / "docs" / "python.md").read_text("utf-8")


def shown(text: str) -> list[list[str]]:
    """The words after `assistant` in the console examples of a document."""
    lines = re.findall(r"^\$ (?:\.venv/bin/)?assistant (.*?)(?:#.*)?$", text, re.MULTILINE)
    return [line.split() for line in lines]


def test_every_command_is_documented() -> None:
    for name in commands.list_commands(click.Context(commands)):
        assert re.search(rf"^\| `{name}\b", COMMANDS, re.MULTILINE), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_documented(language: str) -> None:
    sentences = Sentences.load(PROJECT / "intents", language)
    following = (each.intent for some in sentences.following.values() for each in some)
    assert {*sentences.intents, *following} <= set(re.findall(r"`(\w+)`", COMMANDS))


@pytest.mark.parametrize("words", shown(README) + shown(COMMANDS) + shown(NETWORK), ids=" ".join)
def test_every_command_shown_exists_with_its_options(words: list[str]) -> None:
    command: click.Command = commands
    while isinstance(command, click.Group):
        named = [word for word in words if not word.startswith("-") and "=" not in word]
        if command.invoke_without_command and not named:
            break
        name = named[0]
        words = words[words.index(name) + 1 :]
        found = command.get_command(click.Context(command), name)
        assert found is not None, name
        command = found
        if isinstance(command, click.Group) and not words:
            break
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_readme_names_the_make_targets() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^\$ make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_lead_somewhere() -> None:
    for document in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_python_shown_first_runs() -> None:
    example = re.search(r"```python\n(.*?)```", PYTHON, re.DOTALL)
    assert example is not None
    exec(compile(example[1], "docs/python.md", "exec"), {})  # noqa: S102 - our own document


@pytest.mark.parametrize(
    ("words", "printed"),
    re.findall(r"^\$ assistant (understand .*)\n((?:(?!```).*\n)+)", UNDERSTANDING, re.MULTILINE),
)
def test_what_is_shown_of_understanding_is_what_is_printed(
    words: str, printed: str, data_dir: Path
) -> None:
    """All but the wording of the templates, which changes with every sentence that is added."""
    environ = {"ASSISTANT_PATHS_DATA": str(data_dir), "XDG_CONFIG_HOME": str(data_dir)}
    found = CliRunner().invoke(commands, shlex.split(words), env=environ)
    assert without_templates(found.stdout) == without_templates(printed)


def without_templates(printed: str) -> str:
    return re.sub(r"^(    \w+\.yaml): .*$", r"\1", printed, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "path", re.findall(r"`((?:\w+/)+\w+\.(?:py|yaml))`", UNDERSTANDING.replace("<language>", "en"))
)
def test_the_files_named_for_understanding_are_there(path: str) -> None:
    places = (PROJECT / path, PROJECT / "assistant" / path)
    assert any(place.is_file() for place in places)


def test_the_lock_names_no_host() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name
