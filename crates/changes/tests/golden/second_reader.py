"""Columns of docs/formats/columns.md read a second time, from that page alone.

Reads columns-v1.txt, whose changes and columns the code wrote, and says whether both are the same changes. Needs the package `blake3`; run
by hand when a new format is added: `python second_reader.py columns-v1.txt`.
"""

import datetime
import sys
import uuid

from blake3 import blake3

RAW_HEADER, HEADER_EXTRA, NO_PAYLOAD, RAW_PAYLOAD, PAYLOAD_EXTRA, NAMED_HASH, REASON, RUN_SALT = (1 << bit for bit in range(8))


def derived(context, data):
    return blake3(data, derive_key_context=context).digest()


def head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | code]) + argument.to_bytes(size, "big")
    raise ValueError(argument)


def string(major, data):
    return head(major, len(data)) + data


class Bits:
    def __init__(self, data):
        self.number = int.from_bytes(data, "little")

    def get(self, width):
        value = self.number & ((1 << width) - 1)
        self.number >>= width
        return value


class Strips:
    def __init__(self, data):
        self.strips = {"start": data}
        loose, text = self.varint("start"), self.varint("start")
        rest = self.strips.pop("start")
        self.strips = {"loose": rest[:loose], "text": rest[loose:loose + text], "dense": rest[loose + text:]}

    def take(self, strip, length):
        data = self.strips[strip]
        assert len(data) >= length
        self.strips[strip] = data[length:]
        return data[:length]

    def varint(self, strip):
        value, shift = 0, 0
        while True:
            byte = self.take(strip, 1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def byte(self):
        return self.take("loose", 1)[0]

    def number(self):
        return self.varint("loose")

    def numbers(self, count):
        return [self.number() for _ in range(count)]

    def fixed(self, length):
        return self.take("dense", length)

    def word(self):
        return self.take("text", self.number())

    def words(self, count):
        places = self.numbers(count)
        new = [self.word() for _ in range(places.count(0))]
        resolve = Resolver(new)
        return [resolve(place) for place in places]

    def bits(self, count):
        return Bits(self.fixed((count + 7) // 8))

    def packed(self, count):
        if count == 0:
            return []
        width = self.byte()
        if width == 65:
            return [self.varint("dense") for _ in range(count)]
        least = self.varint("dense")
        bits = self.bits(count * width)
        return [least + bits.get(width) for _ in range(count)]


class Resolver:
    def __init__(self, entries):
        self.entries, self.met = entries, 0

    def __call__(self, place):
        if place == 0:
            self.met += 1
            return self.entries[self.met - 1]
        assert place <= self.met
        return self.entries[place - 1]


def unzigzag(value):
    return value >> 1 if value % 2 == 0 else -(value + 1 >> 1)


def date(days):
    # 1 March of the year 0 lies 306 days before 1 January of the year 1, whose ordinal is 1.
    return datetime.date.fromordinal(days - 305).isoformat().encode()


class Headers:
    def __init__(self, strips, forms):
        count = sum(1 for form in forms if not form & RAW_HEADER)
        ids, self.hands = [], []
        for _ in range(strips.number()):
            own = []
            for _ in range(5):
                place = strips.number()
                if place == 0:
                    ids.append(strips.fixed(16))
                own.append(ids[place - 1])
            self.hands.append([own, strips.number(), None])
        for hand, role in zip(self.hands, strips.words(len(self.hands))):
            hand[2] = role
        self.hand_of = iter(strips.numbers(count))
        links = strips.numbers(count)
        self.back = iter(strips.numbers(links.count(2)))
        self.sequences = iter(strips.packed(links.count(3)))
        named = strips.numbers(links.count(3))
        counts = strips.numbers(count)
        seen = strips.numbers(sum(counts))
        self.outside = Resolver([strips.fixed(32) for _ in range(named.count(0) + seen.count(0))])
        self.links, self.named, self.counts, self.seen = iter(links), iter(named), iter(counts), iter(seen)
        self.times, self.counters = iter(strips.packed(count)), iter(strips.packed(count))
        self.changes, self.tips, self.ms = [], {}, 0

    def begin(self):
        (device, life, scope, author, office), program, role = self.hands[next(self.hand_of)]
        stream = device + life + scope
        link = next(self.links)
        if link == 0:
            previous, sequence = self.tips[stream]
            sequence += 1
        elif link == 1:
            previous, sequence = None, 1
        elif link == 2:
            previous, sequence = self.changes[-next(self.back)]
            sequence += 1
        else:
            previous, sequence = self.outside(next(self.named)), next(self.sequences)
        seen = []
        for _ in range(next(self.counts)):
            reference = next(self.seen)
            inside = reference and reference % 2 == 0
            seen.append(self.changes[-(reference // 2)][0] if inside else self.outside((reference + 1) // 2))
        self.ms += unzigzag(next(self.times))
        time = self.ms << 16 | next(self.counters)
        before = [head(0, 1)] + [string(2, part) for part in (device, life, scope)] + [head(0, sequence)]
        before.append(b"\xf6" if previous is None else string(2, previous))
        before.append(head(4, len(seen)) + b"".join(string(2, hash_) for hash_ in seen))
        before += [head(0, time), string(2, author), string(2, office), string(3, role), head(0, program)]
        return stream, sequence, b"".join(before)

    def end(self, header, stream, sequence):
        hash_ = derived("goldaw 2026-11-24 change header v1", header)
        self.changes.append((hash_, sequence))
        if stream is not None:
            self.tips[stream] = (hash_, sequence)


class Payloads:
    def __init__(self, strips, forms):
        forms = [form for form in forms if not form & (NO_PAYLOAD | RAW_PAYLOAD)]
        self.deeds = []
        for _ in range(strips.number()):
            action = strips.word()
            self.deeds.append((action, strips.word() if strips.byte() else None))
        self.deed_of = iter(strips.numbers(len(forms)))
        self.reasons = iter(strips.words(sum(1 for form in forms if form & REASON)))
        self.extras = iter(strips.words(sum(1 for form in forms if form & PAYLOAD_EXTRA)))
        self.salts = iter([strips.fixed(16) for form in forms if not form & RUN_SALT])
        counts = strips.numbers(len(forms))
        self.counts = iter(counts)
        kinds = strips.number()
        operation_kinds = strips.numbers(sum(counts))
        self.operation_kinds = iter(operation_kinds)
        self.met, places = 0, []
        for reference in strips.numbers(len(operation_kinds) - operation_kinds.count(0)):
            assert reference != 1, "named by place"
            self.met += reference == 0
            places.append(self.met - 1 if reference == 0 else self.met - 1 - (reference - 2))
        self.records = iter(places)
        self.others = iter(strips.words(operation_kinds.count(0)))
        self.kinds = [self.kind(strips, operation_kinds.count(kind + 1)) for kind in range(kinds)]
        self.ids = self.read_ids(strips, self.met)

    def kind(self, strips, writes):
        name = strips.word()
        fields = [strips.word() for _ in range(strips.number())]
        order = sorted(range(len(fields)), key=lambda place: (len(fields[place]), fields[place]))
        shape_of = strips.numbers(writes)
        shapes = []
        if len(fields) <= 64:
            bits = strips.bits(shape_of.count(0) * len(fields))
            for _ in range(shape_of.count(0)):
                mask = bits.get(len(fields))
                shapes.append([place for place in order if mask >> place & 1])
        else:
            shapes = [strips.numbers(strips.number()) for _ in range(shape_of.count(0))]
        resolve = Resolver(shapes)
        shape_of = [resolve(place) for place in shape_of]
        columns = []
        for place in range(len(fields)):
            columns.append(iter(self.column(strips, sum(shape.count(place) for shape in shape_of))))
        return name, fields, iter(shape_of), columns

    def column(self, strips, count):
        """Gives functions that make the CBOR items, since ids are known only at the end."""
        if count == 0:
            return []
        first = strips.byte()
        classes = list(strips.take("loose", count)) if first == 255 else [first] * count
        of = {name: classes.count(name) for name in range(10)}
        by_class = {name: iter([lambda item=item: item] * of[name]) for name, item in enumerate((b"\xf6", b"\xf4", b"\xf5"))}
        by_class[3] = iter([lambda n=n: head(0, n) for n in strips.packed(of[3])])
        by_class[4] = iter([lambda n=n: head(1, n) for n in strips.packed(of[4])])
        by_class[5] = iter([lambda w=w: string(3, w) for w in strips.words(of[5])])
        by_class[6] = iter([lambda d=d: string(3, date(d)) for d in strips.packed(of[6])])
        named = []
        for reference in strips.numbers(of[7]):
            assert reference != 1, "named by place"
            self.met += reference == 0
            place = self.met - 1 if reference == 0 else reference - 2
            named.append(lambda place=place: string(3, str(uuid.UUID(bytes=self.ids[place])).encode()))
        by_class[7] = iter(named)
        texts = []
        if of[8]:
            patterns = [strips.word() for _ in range(strips.number())]
            places = strips.numbers(of[8]) if len(patterns) > 1 else [0] * of[8]
            widths = [(10 ** pattern.count(0) - 1).bit_length() for pattern in patterns]
            bits = strips.bits(sum(widths[place] for place in places))
            for place in places:
                digits = str(bits.get(widths[place])).encode().rjust(patterns[place].count(0), b"0")
                digit = iter(digits)
                texts.append(bytes(byte or next(digit) for byte in patterns[place]))
        by_class[8] = iter([lambda t=t: string(3, t) for t in texts])
        by_class[9] = iter([lambda w=w: w for w in strips.words(of[9])])
        return [next(by_class[class_]) for class_ in classes]

    def read_ids(self, strips, count):
        if count == 0:
            return []
        version = strips.byte()
        if version == 0:
            return [strips.fixed(16) for _ in range(count)]
        times = strips.packed(count) if version == 7 else None
        bits = strips.bits(count * (74 if version == 7 else 122))
        ids = []
        for place in range(count):
            time = times[place] if times else bits.get(48)
            first = time << 16 | version << 12 | bits.get(12)
            ids.append(first.to_bytes(8, "big") + (2 << 62 | bits.get(62)).to_bytes(8, "big"))
        return ids

    def next(self, form, seed, stream, sequence):
        action, name = self.deeds[next(self.deed_of)]
        reason = next(self.reasons) if form & REASON else None
        out = b"".join(b"\xf6" if text is None else string(3, text) for text in (reason, name))
        count = next(self.counts)
        out += head(4, count)
        for _ in range(count):
            kind = next(self.operation_kinds)
            if kind == 0:
                out += next(self.others)
                continue
            name, fields, shapes, columns = self.kinds[kind - 1]
            shape = next(shapes)
            out += head(4, 4) + head(0, 0) + string(2, self.ids[next(self.records)]) + string(3, name) + head(5, len(shape))
            for place in shape:
                out += string(3, fields[place]) + next(columns[place])()
        if form & PAYLOAD_EXTRA:
            out += next(self.extras)
        before = head(4, 7 if form & PAYLOAD_EXTRA else 6) + b"\x01\x50"
        after = string(3, action) + out
        if form & RUN_SALT:
            place = seed + stream + sequence.to_bytes(8, "big")
            return before + derived("goldaw 2026-11-25 payload salt v1", place + before + after)[:16] + after
        return before + next(self.salts) + after


def read(data):
    strips = Strips(data)
    assert strips.byte() == 0
    count, digest = strips.number(), strips.fixed(8)
    forms = strips.take("loose", count)
    whole, seed_of = [], []
    for form in forms:
        header = strips.word() if form & (RAW_HEADER | HEADER_EXTRA) else b""
        hash_ = strips.fixed(32) if form & NAMED_HASH else None
        payload = strips.word() if form & RAW_PAYLOAD else None
        whole.append((header, hash_, payload))
        if form & RUN_SALT:
            seed_of.append(strips.number())
    resolve = Resolver([strips.fixed(16) for _ in range(seed_of.count(0))])
    seeds = iter([resolve(place) for place in seed_of])
    headers, payloads = Headers(strips, forms), Payloads(strips, forms)
    assert not any(strips.strips.values())
    changes, hasher = [], blake3()
    for form, (header, hash_, payload) in zip(forms, whole):
        stream = sequence = None
        if not form & RAW_HEADER:
            stream, sequence, before = headers.begin()
        if payload is None and not form & NO_PAYLOAD:
            payload = payloads.next(form, next(seeds) if form & RUN_SALT else None, stream, sequence)
        own = derived("goldaw 2026-11-24 change payload v1", payload) if payload is not None else None
        if stream is not None:
            header = head(4, 14 if header else 13) + before + string(2, hash_ or own) + header
        headers.end(header, stream, sequence)
        hasher.update(headers.changes[-1][0] + (own or b""))
        changes.append((header, payload))
    assert hasher.digest()[:8] == digest
    return changes


lines = [line.split(": ", 1) for line in open(sys.argv[1]).read().splitlines()]
runs = {}
for name, value in lines:
    run, what = name.split(" ")
    runs.setdefault(run, []).append((what, value))
for run, parts in runs.items():
    expected, columns = [], None
    for what, value in parts:
        if what == "columns":
            columns = bytes.fromhex(value)
        elif what == "header":
            expected.append((bytes.fromhex(value), None))
        else:
            expected[-1] = (expected[-1][0], bytes.fromhex(value))
    assert read(columns) == expected, run
    print(run, "the same", len(expected), "changes")
