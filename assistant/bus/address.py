"""Where a broker is."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

from assistant.core.errors import BadInputError

PLAIN_PORT = 1883
TLS_PORT = 8883
ALWAYS = ("localhost", "127.0.0.1", "::1")
"""The house's own programs reach its broker so."""


@dataclass(frozen=True)
class BrokerAddress:
    """Host and port of an MQTT 5 broker and who we are to it.

    `str()` gives the address as `parse` reads it, without the password, so that it may be logged.
    """

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    ca: str = ""
    """File of the authority that vouches for it; empty: those this machine trusts."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `mqtt://[user[:password]@]host[:port]`, or `mqtts://` for TLS.

        Raises:
            BadInputError: the text is not such an address.
        """
        try:
            parts = urlsplit(text.strip())
            port = parts.port
        except ValueError as error:
            raise BadInputError(_not_an_address(text)) from error
        tls = parts.scheme == "mqtts"
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or port == 0:
            raise BadInputError(_not_an_address(text))
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise BadInputError(_not_an_address(text))
        return cls(
            host=parts.hostname,
            port=port or (TLS_PORT if tls else PLAIN_PORT),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
        )

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


def _not_an_address(text: str) -> str:
    shown = text.rpartition("@")[2]  # never repeat a password
    return f"{shown!r} is not a broker address; write it as mqtt://host:port"
