"""The secrets with which sellers publish offers; only their digests are kept."""

import hashlib
import hmac
import secrets
import sqlite3

from assistant.storage.sqlite_file import writing


class SellerSecrets:
    """One secret for each seller, inside a market's file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def make(self, seller_id: str) -> str:
        """A new secret; the seller's old one is worth nothing from now on."""
        secret = secrets.token_urlsafe(32)
        with writing(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO secret VALUES (?, ?)", (seller_id, _digest(secret))
            )
        return secret

    def revoke(self, seller_id: str) -> None:
        """Take a seller's secret away."""
        with writing(self._connection):
            self._connection.execute("DELETE FROM secret WHERE seller = ?", (seller_id,))

    def seller(self, secret: str) -> str | None:
        """Whose secret it is, or None."""
        told = _digest(secret)
        for row in self._connection.execute("SELECT seller, digest FROM secret").fetchall():
            if hmac.compare_digest(row["digest"], told):
                return str(row["seller"])
        return None


def _digest(secret: str) -> bytes:
    """A digest is enough: a secret has 256 random bits, so that nobody can guess it from there."""
    return hashlib.sha256(secret.encode()).digest()
