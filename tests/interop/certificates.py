#!/usr/bin/env python3
"""Throw-away certificates for the interop run: an authority, a server's, a client's of that authority, and a client's of its own.

    python certificates.py DIRECTORY      (with cryptography installed)
"""

import datetime
import ipaddress
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DIRECTORY = pathlib.Path(sys.argv[1])
NOW = datetime.datetime.now(datetime.timezone.utc)


def name(common):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def make(file, common, signer=None, *, authority=False, names=()):
    """Writes FILE.pem and FILE.key, and gives what the next certificate is signed with."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer, signing = signer or (name(common), key)
    usage = x509.ExtendedKeyUsageOID.SERVER_AUTH if names else x509.ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        x509.CertificateBuilder().subject_name(name(common)).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(NOW - datetime.timedelta(hours=1))
        .not_valid_after(NOW + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    certificate = builder.sign(signing, hashes.SHA256())
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (DIRECTORY / f"{file}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (DIRECTORY / f"{file}.key").write_bytes(key.private_bytes(*form))
    (DIRECTORY / f"{file}.key").chmod(0o600)
    return name(common), key


ca = make("ca", "authctl interop authority", authority=True)
make("server", "127.0.0.1", ca, names=[x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")])
make("client", "job", ca)
make("own", "job of its own")
