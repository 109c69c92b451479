"""Certificates for a broker of one house: an authority of its own and a server that it vouches for.

Elliptic curve P-256 keys; the authority may vouch for servers and nothing else.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from assistant.bus.address import ALWAYS
from assistant.core.errors import BadInputError

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=825)
"""Longer than that some clients do not believe a server's certificate."""
CLOCKS_DIFFER = timedelta(days=1)
"""A device whose clock is behind must not find the certificate in its future."""


def good_until(certificate: bytes) -> datetime:
    """When a certificate, PEM, ends (UTC); `ValueError` where it is none."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


@dataclass(frozen=True)
class Authority:
    """Who vouches for the house's broker."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def make(cls, now: datetime) -> "Authority":
        """A new one."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Assistant, this house")])
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - CLOCKS_DIFFER)
            .not_valid_after(now + AUTHORITY_LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
        )
        return cls(built.sign(key, hashes.SHA256()), key)

    @classmethod
    def read(cls, certificate: bytes, key: bytes) -> "Authority":
        """One that was made before, PEM; `BadInputError` where it is none."""
        try:
            found = serialization.load_pem_private_key(key, None)
            read = x509.load_pem_x509_certificate(certificate)
        except (ValueError, TypeError) as error:
            raise BadInputError(f"the authority's files cannot be read: {error}") from error
        if not isinstance(found, ec.EllipticCurvePrivateKey):
            raise BadInputError("the authority's key is of another kind than ours")
        if found.public_key() != read.public_key():
            raise BadInputError("the authority's certificate and key do not belong together")
        return cls(read, found)

    def vouch(self, hosts: Sequence[str], now: datetime) -> tuple[bytes, bytes]:
        """A certificate for a server at these names and addresses, and its key; both PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        built = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])]))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - CLOCKS_DIFFER)
            .not_valid_after(min(now + SERVER_LASTS, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.SubjectAlternativeName([general_name(h) for h in unique(hosts)]),
                critical=False,
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        return _pem(built.sign(self.key, hashes.SHA256())), _key_pem(key)

    @property
    def pem(self) -> tuple[bytes, bytes]:
        """Certificate and key as files hold them."""
        return _pem(self.certificate), _key_pem(self.key)


def general_name(host: str) -> x509.GeneralName:
    """A host as a certificate names it; `BadInputError` where it is neither name nor address."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    letters = host.replace("-", "").replace(".", "").replace("_", "")
    if not (letters.isascii() and letters.isalnum()) or len(host) > 253:  # noqa: PLR2004 - RFC 1035
        raise BadInputError(f"{host!r} is neither the name nor the address of a machine")
    return x509.DNSName(host)


def unique(hosts: Sequence[str]) -> tuple[str, ...]:
    """These hosts and this machine's own names, each once."""
    return tuple(dict.fromkeys((*hosts, *ALWAYS)))


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
