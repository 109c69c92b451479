"""Every error the assistant raises on purpose.

Each says what was wrong and what to do. The command line prints the message as one line and exits
with `exit_code`; anything else that escapes is a bug and keeps its traceback.
"""


class AssistantError(Exception):
    """Base of all deliberate errors."""

    exit_code = 1


class BadInputError(AssistantError):
    """Something the user or a file gave cannot be used as it is."""

    exit_code = 2


class SettingsError(BadInputError):
    """A configuration file, environment variable or flag cannot be used."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}; config/assistant.toml lists every setting")


class AudioFileError(BadInputError):
    """A recording cannot be read."""

    def __init__(self, path: object, problem: str) -> None:
        super().__init__(f"cannot read {path}: {problem}")


class AudioDeviceError(AssistantError):
    """No microphone or loudspeaker can be opened."""

    exit_code = 3


class ModelMissingError(AssistantError):
    """A speech model is not on this machine."""

    exit_code = 3

    def __init__(self, what: str, looked_in: list[str], mend: str) -> None:
        places = ", ".join(looked_in) or "nowhere"
        super().__init__(f"no {what} found (looked in {places}); {mend}")


class SentencesError(BadInputError):
    """A sentence, word list or reply file has a mistake."""

    def __init__(self, path: object, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class ScriptError(BadInputError):
    """A conversation script has a mistake."""

    def __init__(self, path: object, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class CatalogError(BadInputError):
    """The catalog, or a file it is built from, cannot be used."""


class BrokerError(AssistantError):
    """The MQTT broker cannot be started or reached."""

    exit_code = 4


class MessageError(BadInputError):
    """A message on the wire cannot be understood."""


class StorageError(AssistantError):
    """The order store cannot be read or written (full disk, damaged file, ...)."""

    exit_code = 5
