"""The digits that a household says to allow what it has locked: kept as a hash, guessed slowly."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

MOST_GUESSES = 5
SHUT_FOR = timedelta(minutes=15)
"""After so many wrong codes none is taken for so long: 4 digits would be guessed in half a year."""
_COST, _BLOCK = 2**12, 8  # some ten milliseconds, for what is said a few times a day


def seal(code: str, salt: str) -> str:
    """A code as it is kept: `salt$hash` (scrypt)."""
    return f"{salt}${_hash(code, salt)}"


def opens(code: str, sealed: str) -> bool:
    """Whether it is the code."""
    salt, _, hashed = sealed.rpartition("$")
    return hmac.compare_digest(_hash(code, salt), hashed)


def _hash(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=_COST, r=_BLOCK, p=1, dklen=32).hex()


@dataclass(frozen=True, slots=True)
class Guesses:
    """Wrong codes in a row."""

    count: int
    last_at: datetime

    @classmethod
    def read(cls, kept: str | None) -> "Guesses | None":
        """As they were kept; none where there were none."""
        return msgspec.json.decode(kept, type=cls) if kept else None

    def kept(self) -> str:
        """As they are kept, JSON."""
        return msgspec.json.encode(self).decode()

    def shut(self, now: datetime) -> bool:
        """Whether so many were wrong that none is taken now."""
        return self.count >= MOST_GUESSES and now - self.last_at < SHUT_FOR

    @classmethod
    def one_more(cls, before: "Guesses | None", now: datetime) -> "Guesses":
        """After another wrong one."""
        fresh = before is None or now - before.last_at >= SHUT_FOR
        return cls(1 if fresh or before is None else before.count + 1, now)
