"""Skills that somebody else has written: a folder's `skills.py`, beside its sentences and replies.

    my_extension/
      intents/en/Weather.yaml     sentences
      intents/en/replies.yaml     replies
      skills.py                   SKILLS = {"Weather": weather}
      weather.script.yaml         what is said, and what has to come of it

The settings' `paths.extensions` names the folders. Their code is trusted like the assistant's own.
"""

import importlib.util
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.core.errors import SettingsError
from assistant.skills import SKILLS
from assistant.skills.scene import Skill

INTENTS = "intents"
"""The folder of an extension's sentences and replies, a folder per language in it."""
CODE = "skills.py"


def extended_skills(folders: Iterable[Path], *, elsewhere: bool = False) -> Mapping[str, Skill]:
    """The built-in skills and those of the extensions.

    Args:
        folders: the extensions.
        elsewhere: an extension may have sentences only, whose intents other programs answer.

    Raises:
        SettingsError: a folder or its `SKILLS` cannot be used, or an intent has two skills.
    """
    skills = dict(SKILLS)
    for folder in folders:
        if elsewhere and not (folder / CODE).is_file() and (folder / INTENTS).is_dir():
            continue
        added = _load(folder)
        if twice := sorted(skills.keys() & added.keys()):
            raise SettingsError("paths.extensions", f"{folder}: {twice[0]} has a skill already")
        skills |= added
    return skills


def _load(folder: Path) -> Mapping[str, Skill]:
    path = folder / CODE
    if not path.is_file():
        alone = " (an extension without one needs hermes.enabled)" if folder.is_dir() else ""
        raise SettingsError("paths.extensions", f"there is no {path}{alone}")
    name = f"assistant_extension_{folder.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:  # pragma: no cover  (a .py file has both)
        raise SettingsError("paths.extensions", f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SettingsError("paths.extensions", f"{path}: {_told(error)}") from error
    skills = getattr(module, "SKILLS", None)
    if not isinstance(skills, Mapping) or not all(callable(skill) for skill in skills.values()):
        raise SettingsError("paths.extensions", f"{path} has no SKILLS = {{intent: function}}")
    return skills


def _told(error: Exception) -> str:
    """What is wrong with a Python file, in one line."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
