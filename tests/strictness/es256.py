"""ES256 (RFC 7518 §3.4) with what every Python has: for keys that are made for one run and protect nothing."""

import base64
import hashlib
import json
import secrets

# P-256 (FIPS 186-4 D.1.2.3)
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def added(one, other):
    """The sum of two points; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        if (one[1] + other[1]) % P == 0:
            return None
        slope = 3 * (one[0] ** 2 - 1) * pow(2 * one[1], -1, P)  # a = -3
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(scalar, point):
    product = None
    while scalar:
        if scalar & 1:
            product = added(product, point)
        point, scalar = added(point, point), scalar >> 1
    return product


class Key:
    """A key pair of its own."""

    def __init__(self):
        self._d = secrets.randbelow(N - 1) + 1
        x, y = times(self._d, G)
        self.jwk = {"kty": "EC", "crv": "P-256", "x": base64url(x.to_bytes(32, "big")), "y": base64url(y.to_bytes(32, "big"))}

    @property
    def private_jwk(self):
        return {**self.jwk, "d": base64url(self._d.to_bytes(32, "big"))}

    def sign(self, header, claims):
        """A compact JWS."""
        parts = [base64url(json.dumps(part).encode()) for part in ({"alg": "ES256", **header}, claims)]
        signed = ".".join(parts)
        digest = int.from_bytes(hashlib.sha256(signed.encode()).digest(), "big")
        while True:
            k = secrets.randbelow(N - 1) + 1
            r = times(k, G)[0] % N
            s = pow(k, -1, N) * (digest + r * self._d) % N
            if r and s:
                return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
