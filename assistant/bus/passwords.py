"""mosquitto's password file: who may speak on the broker, each secret as a salted hash; pure text.

A line is `name:$7$ITERATIONS$SALT$HASH`, PBKDF2 with SHA-512 as mosquitto 2 computes it
(`mosquitto_passwd` writes the same). Secrets of ours are 24 random bytes, which nobody guesses
however cheap a guess is; so the few iterations of mosquitto's own default are enough.
"""

import base64
import hashlib
import hmac
import re
import secrets

from assistant.core.errors import BadInputError

ITERATIONS = 101
SALT_BYTES, HASH_BYTES = 12, 64
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")


def new_secret() -> str:
    """A secret that nobody guesses, in letters that every configuration file takes."""
    return secrets.token_urlsafe(24)


def check_name(name: str) -> None:
    """`BadInputError` where nobody can be called so: a wildcard or slash would widen its topics."""
    if not _NAME.fullmatch(name):
        raise BadInputError(
            f"{name!r} is no device name; letters, digits, '_', '-' and '.' make one, 64 at most"
        )


def sealed(secret: str, *, salt: bytes | None = None, iterations: int = ITERATIONS) -> str:
    """A secret as the file holds it."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    return f"$7${iterations}${_text(salt)}${_text(_hash(secret, salt, iterations))}"


def opens(secret: str, kept: str) -> bool:
    """Whether it is the secret that was sealed."""
    try:
        _, kind, iterations, salt, hashed = kept.split("$")
        found = _hash(secret, base64.b64decode(salt, validate=True), int(iterations))
        wanted = base64.b64decode(hashed, validate=True)
    except ValueError:
        return False
    return kind == "7" and hmac.compare_digest(found, wanted)


def names(text: str) -> tuple[str, ...]:
    """Who is in a password file."""
    return tuple(line.partition(":")[0] for line in text.splitlines() if ":" in line)


def with_account(text: str, name: str, secret: str) -> str:
    """The file with this secret for a name, in place of any it had; the other lines stay."""
    check_name(name)
    return f"{without_account(text, name)}{name}:{sealed(secret)}\n"


def without_account(text: str, name: str) -> str:
    """The file without a name."""
    lines = [line for line in text.splitlines() if line.partition(":")[0] != name]
    return "".join(f"{line}\n" for line in lines)


def _hash(secret: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, iterations, HASH_BYTES)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
