"""Where settings come from: files, the environment and the command line, and what is wrong in them.

Later sources win: the defaults, `config/assistant.toml`, the owner's own file (`assistant.toml` in
the user's configuration folder, or `ASSISTANT_CONFIG`), environment variables
(`ASSISTANT_AUDIO_INPUT=USB`), then `--set audio.input=USB`.
"""

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import platformdirs

from assistant.core.errors import SettingsError
from assistant.core.settings.problem import problem, unknown
from assistant.core.settings.sections import PROJECT, Settings


def owner_file(environ: Mapping[str, str]) -> Path:
    """The owner's own configuration file, which need not exist."""
    named = environ.get("ASSISTANT_CONFIG")
    if named:
        return Path(named).expanduser()
    return Path(platformdirs.user_config_dir("assistant")) / "assistant.toml"


def load(environ: Mapping[str, str] | None = None, overrides: Iterable[str] = ()) -> Settings:
    """Read all sources; `overrides` are `section.key=value`. Raises `SettingsError`."""
    environ = os.environ if environ is None else environ
    settings = Settings()
    for path in (PROJECT / "config" / "assistant.toml", owner_file(environ)):
        if path.is_file():
            settings = _apply(settings, _read_toml(path), str(path))
        elif path == owner_file(environ) and "ASSISTANT_CONFIG" in environ:
            raise SettingsError("ASSISTANT_CONFIG", f"{path} does not exist")
    for where, section, key, value in _single_values(environ, overrides):
        settings = _apply(settings, {section: {key: _typed(value)}}, where)
    return settings


def override(settings: Settings, overrides: Iterable[str]) -> Settings:
    """The settings with some changed, each as `section.key=value`. Raises `SettingsError`."""
    for where, section, key, value in _single_values({}, overrides):
        settings = _apply(settings, {section: {key: _typed(value)}}, where)
    return settings


def environment(settings: Settings) -> dict[str, str]:
    """The settings that differ from the defaults as variables for a child process."""
    defaults = msgspec.to_builtins(Settings())
    return {
        f"ASSISTANT_{section}_{key}".upper(): value if isinstance(value, str) else _toml(value)
        for section, values in msgspec.to_builtins(settings).items()
        for key, value in values.items()
        if value != defaults[section][key]
    }


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(str(path), error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), f"it is not UTF-8 text ({error.reason})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(str(path), f"it is not TOML: {error}") from error


def _single_values(
    environ: Mapping[str, str], overrides: Iterable[str]
) -> Iterable[tuple[str, str, str, str]]:
    sections = get_type_hints(Settings)
    for name, value in sorted(environ.items()):
        path = name.removeprefix("ASSISTANT_").lower()
        section = next((each for each in sections if path.startswith(f"{each}_")), None)
        if name.startswith("ASSISTANT_") and section and (key := path[len(section) + 1 :]):
            yield name, section, key, value
    for override in overrides:
        path, equals, value = override.partition("=")
        section, dot, key = path.strip().partition(".")
        if not (equals and dot):
            raise SettingsError(f"--set {override}", "write it as section.key=value")
        yield f"--set {override}", section, key, value.strip()


def _typed(value: str) -> Any:
    """A value as TOML would read it, plain text where it would not."""
    try:
        return tomllib.loads(f"v = {value}")["v"]
    except tomllib.TOMLDecodeError:
        return value


def _apply(settings: Settings, changes: Mapping[str, Any], where: str) -> Settings:
    merged = msgspec.to_builtins(settings)
    for section, values in changes.items():
        if section not in merged:
            raise SettingsError(where, unknown(section, merged, "section"))
        if not isinstance(values, dict):
            raise SettingsError(where, f"{section} is a section, not a value")
        merged[section] |= values
    try:
        return msgspec.convert(merged, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(where, problem(error, get_type_hints(Settings))) from error
