"""The documents say what is so: their commands exist and their Python runs."""

import re
import tomllib

import click
import pytest

from assistant.cli import commands
from assistant.core.settings import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
COMMANDS = (PROJECT / "docs" / "commands.md").read_text("utf-8")
NETWORK = (PROJECT / "docs" / "network.md").read_text("utf-8")
PYTHON = (PROJECT / "docs" / "python.md").read_text("utf-8")


def shown(text: str) -> list[list[str]]:
    """The words after `assistant` in the console examples of a document."""
    lines = re.findall(r"^\$ (?:\.venv/bin/)?assistant (.*?)(?:#.*)?$", text, re.MULTILINE)
    return [line.split() for line in lines]


def test_every_command_is_documented() -> None:
    for name in commands.list_commands(click.Context(commands)):
        assert re.search(rf"^\| `{name}\b", COMMANDS, re.MULTILINE), name


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


def test_the_lock_names_no_host() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name
