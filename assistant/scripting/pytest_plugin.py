"""Collects every `*.script.yaml` as tests, one for each channel it runs through.

    pytest --script-channel text --script-channel mqtt tests/scripts

Without the option each script runs through the channels that it names itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from _pytest._code.code import TerminalRepr

from assistant.core.errors import ModelMissingError, ScriptError

if TYPE_CHECKING:
    from assistant.scripting.script import Channel, Script

ENDING = ".script.yaml"
CHANNELS = ("text", "audio", "mqtt")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of this plugin."""
    group = parser.getgroup("assistant")
    group.addoption(
        "--script-channel",
        action="append",
        choices=CHANNELS,
        default=[],
        help="run conversation scripts through this channel, whatever they name; repeatable",
    )
    group.addoption(
        "--assistant-set",
        action="append",
        default=[],
        metavar="SECTION.KEY=VALUE",
        help="a setting for the households of conversation scripts; repeatable",
    )


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Scripts are recognised by their file name."""
    if file_path.name.endswith(ENDING):
        return cast("pytest.Collector", ScriptFile.from_parent(parent, path=file_path))
    return None


class ScriptFile(pytest.File):
    """One script."""

    def collect(self) -> Iterator["ScriptItem"]:
        """A test for each channel."""
        # Imported here: without a script in sight, nobody waits for the assistant to be imported.
        from assistant.scripting.script import load_script  # noqa: PLC0415

        try:
            script = load_script(self.path)
        except ScriptError as error:
            raise self.CollectError(str(error)) from error
        for channel in self.config.getoption("script_channel") or script.channels:
            yield ScriptItem.from_parent(self, name=channel, script=script, channel=channel)


class ScriptItem(pytest.Item):
    """One script through one channel."""

    def __init__(self, *, script: "Script", channel: "Channel", **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.script = script
        self.channel = channel

    def runtest(self) -> None:
        """Play it; skipped where a speech model is missing that cannot be had everywhere."""
        from assistant.core.settings import load  # noqa: PLC0415
        from assistant.scripting.play import play  # noqa: PLC0415

        try:
            settings = load(overrides=self.config.getoption("assistant_set"))
            verdict = play(self.script, self.channel, settings)
        except ModelMissingError as error:
            pytest.skip(str(error))
        if not verdict.passed:
            raise ScriptFailedError(str(verdict))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | TerminalRepr:
        """The conversation and where it went otherwise, without our own stack."""
        if isinstance(excinfo.value, ScriptFailedError | ScriptError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands, for pytest's listings."""
        return self.path, 0, f"{self.path.name} [{self.channel}]"


class ScriptFailedError(AssertionError):
    """A turn did not bring about what its script expects."""
