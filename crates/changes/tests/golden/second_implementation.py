"""Format 1 of docs/formats/change-log.md, written a second time from that page alone.

Writes the golden vectors of change-v1.txt, so that they do not come from the code they check. Needs the packages `blake3` and
`cbor2`; run by hand when a new format is added: `python second_implementation.py > change-v1.txt`.
"""

import uuid

import cbor2
from blake3 import blake3

CHANGE = "goldaw 2026-11-24 change header v1"
PAYLOAD = "goldaw 2026-11-24 change payload v1"


def head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | code]) + argument.to_bytes(size, "big")
    raise ValueError(argument)


def item(value):
    if value is None:
        return b"\xf6"
    if value is True:
        return b"\xf5"
    if value is False:
        return b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(item, value))
    if isinstance(value, dict):
        entries = sorted((item(key), item(value)) for key, value in value.items())
        return head(5, len(entries)) + b"".join(key + value for key, value in entries)
    raise TypeError(type(value))


def hashed(context, data):
    return blake3(data, derive_key_context=context).digest()


def ident(number):
    return uuid.UUID(int=number).bytes


FIELDS = {
    "name": "Maral",
    "street_name": "Görogly köçesi",
    "age": 65,
    "debt": -70_000,
    "big": 2**64 - 1,
    "small": -(2**63),
    "needs": ["food", None, True, {"b": 1, "aa": [], "c": False}],
    "closed": None,
}
payload = item([
    1, b"0123456789abcdef", "register_person", "came in person", None,
    [[0, ident(0x55), "person", FIELDS], [1, b"\xff"]],
])
TIME = 1_795_564_800_000 << 16 | 3


def header(sequence, previous, seen, payload_hash):
    return item([
        1, ident(0x0D), ident(0x1C), ident(0x0F), sequence, previous, seen, TIME, ident(0x3A), ident(0x0F), "worker", 300,
        payload_hash,
    ])


first = header(1, None, [], hashed(PAYLOAD, payload))
full = header(2, b"\x07" * 32, [b"\x01" * 32, b"\x80" * 32], b"\x09" * 32)
for bytes_ in (payload, first, full):
    # A third opinion: an ordinary CBOR library in canonical mode agrees about every byte.
    assert cbor2.dumps(cbor2.loads(bytes_), canonical=True) == bytes_
for name, bytes_ in (
    ("first payload", payload),
    ("first header", first),
    ("first hash", hashed(CHANGE, first)),
    ("full header", full),
    ("full hash", hashed(CHANGE, full)),
):
    print(f"{name}: {bytes_.hex()}")
