"""The folder that opens a house to its network: mosquitto with TLS, passwords and access lists.

`assistant.bus.network_preparing` makes it; the same folder serves a mosquitto that the assistant
starts and one that runs as a service. What is secret in it can be read by its owner only.
"""

import contextlib
import os
import signal
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from assistant.bus import access, passwords
from assistant.core.errors import BadInputError, StorageError

PORT = 8883
SECRET, OPEN = 0o600, 0o644


class Made(msgspec.Struct, frozen=True):
    """`network.json`: what the folder was made for."""

    hosts: tuple[str, ...]
    port: int


@dataclass(frozen=True)
class NetworkFolder:
    """Where everything lies.

    Every method raises `StorageError` where a file cannot be written, `BadInputError` where the
    folder is none that `assistant network prepare` made.
    """

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate that every device needs to know the broker by."""
        return self.folder / "ca.crt"

    @property
    def accounts_file(self) -> Path:
        """The secrets of the house's own programs and simulated devices."""
        return self.folder / "accounts.toml"

    @property
    def password_file(self) -> Path:
        """Of mosquitto: everybody's secret, hashed."""
        return self.folder / "passwords"

    @property
    def access_file(self) -> Path:
        """The access list of mosquitto."""
        return self.folder / "acl"

    @property
    def broker_config(self) -> Path:
        """`mosquitto -c` takes it."""
        return self.folder / "mosquitto.conf"

    @property
    def pid_file(self) -> Path:
        """The process of the mosquitto that serves the folder."""
        return self.folder / "mosquitto.pid"

    @property
    def made(self) -> tuple[tuple[str, ...], int]:
        """The hosts and the port it was made for."""
        try:
            found = msgspec.json.decode((self.folder / "network.json").read_bytes(), type=Made)
        except (OSError, msgspec.MsgspecError) as error:
            raise BadInputError(
                f"{self.folder} was not made by `assistant network prepare {self.folder} "
                "--host NAME`; do that first"
            ) from error
        return found.hosts, found.port

    def accounts(self) -> Mapping[str, str]:
        """The secrets of the house's own programs by name."""
        try:
            found = tomllib.loads(self.accounts_file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadInputError(f"{self.accounts_file} cannot be read: {error}") from error
        return {name: secret for name, secret in found.items() if isinstance(secret, str)}

    def admit(self, name: str, rules: access.Rules = ()) -> str:
        """Make an account for a device, or a new secret for one that has one; the secret.

        `rules` are topics beyond those that every device has.
        It counts once mosquitto has read the files again, as after `reload`.
        """
        secret = passwords.new_secret()
        change_passwords(
            self.password_file, lambda text: passwords.with_account(text, name, secret)
        )
        self._allow(name, rules)
        return secret

    def shut_out(self, name: str) -> bool:
        """Take a device's account away; whether it had one. Counts as `admit` does."""
        known = name in passwords.names(read(self.password_file))
        change_passwords(self.password_file, lambda text: passwords.without_account(text, name))
        self._allow(name, ())
        return known

    def _allow(self, name: str, rules: access.Rules) -> None:
        added = access.added_in(read(self.access_file))
        added.pop(name, None)
        write(self.access_file, access.access_list(added | ({name: rules} if rules else {})))

    def reload(self) -> bool:
        """Let mosquitto read the files again; False where it runs not, or for another user."""
        try:
            return reload(int(self.pid_file.read_text("ascii")))
        except (OSError, ValueError):
            return False


def change_passwords(path: Path, change: Callable[[str], str]) -> None:
    """Write a password file anew, in one step."""
    write(path, change(read(path)))


def write(path: Path, content: str | bytes, *, mode: int = SECRET) -> None:
    """Write a file in one step; nobody else can read a secret one for a moment."""
    data = content.encode() if isinstance(content, str) else content
    fresh = path.with_name(f"{path.name}.new")
    with writing(path):
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        fresh.replace(path)


def reload(pid: int) -> bool:
    """Let a mosquitto read its passwords and access list again; False where it is not there."""
    try:
        os.kill(pid, signal.SIGHUP)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def read(path: Path) -> str:
    """The text of a file, nothing where there is none; `StorageError` where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"cannot read {path}: {error}") from error


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise `StorageError` where a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"cannot write {error.filename or path}: {error.strerror}") from error
