"""Looks at the skills beside the sentences: who answers what, and what is never read."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType

from assistant import dialog, skills
from assistant.language.sentence_check import Problem
from assistant.skills.scene import Skill


def without_skill(
    slots: Mapping[str, frozenset[str]], table: Mapping[str, Skill]
) -> Iterator[Problem]:
    """Intents that no skill answers, and slots that no skill looks at.

    Args:
        slots: the slots of every intent, over all languages.
        table: who answers which intent.
    """
    shared = _constants(dialog) | _constants(skills)
    for intent in sorted(slots):
        skill = table.get(intent)
        if skill is None:
            yield Problem(intent, "has sentences but no skill")
            continue
        module = inspect.getmodule(skill)
        read = shared | (_own_constants(module) if module else frozenset())
        for slot in sorted(slots[intent] - read):
            yield Problem(intent, f"no skill reads its slot {slot}")


def missing_replies(
    table: Mapping[str, Skill], keys: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """Replies that a skill gives by name, or one language has, and another language has not."""
    modules = {module for skill in table.values() if (module := inspect.getmodule(skill))}
    said = {key for module in modules for key in _said(module)}
    for language, known in sorted(keys.items()):
        wanted = said.union(*keys.values())
        for key in sorted(wanted - known):
            yield Problem(language, f"there is no reply {key}")


def _constants(package: ModuleType) -> frozenset[str]:
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return frozenset().union(
        *(_own_constants(importlib.import_module(each.name)) for each in found)
    )


def _own_constants(module: ModuleType) -> frozenset[str]:
    """Every piece of text in a module's source."""
    nodes = ast.walk(ast.parse(inspect.getsource(module)))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    return frozenset(text for text in texts if isinstance(text, str))


def _said(module: ModuleType) -> Iterator[str]:
    """The keys in `Say("key")`."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(func=ast.Name(id="Say"), args=[ast.Constant(value=str(key)), *_]):
                yield key
