"""PKIX evidence, a host's word about a key: formats, section 4, "PKIX evidence"."""
from . import der, devices, strict
from .strict import need, sha256

MAX = 1 << 18
SOFTWARE = {
    ("SoftHSM project", "SoftHSM v2"),
    ("SoftHSM", "SoftHSM"),
    ("IBM", "Soft"),
    ("IBM", "SW   TPM"),
    ("MSFT", "xCG fTPM"),
    ("Kryoptic Project", "v1"),
    ("Mozilla Foundation", "NSS 3"),
    ("Gnome Keyring", "1.0"),
}
OCTETS, KEY, TEXT, WHOLE, FLAG, TIME, OIDS = range(7)
TRANSACTION, PLATFORM, KEYS = range(3)
CLAIMS = {
    TRANSACTION: [("nonce", OCTETS), ("timestamp", TIME), ("ak-spki", KEY)],
    PLATFORM: [
        ("vendor", TEXT), ("oemid", OCTETS), ("hwmodel", OCTETS), ("hwversion", TEXT), ("hwserial", TEXT),
        ("swname", TEXT), ("swversion", TEXT), ("debugstat", WHOLE), ("uptime", WHOLE), ("bootcount", WHOLE),
        ("fipsboot", FLAG), ("fipsver", TEXT), ("fipslevel", WHOLE), ("fipsmodule", TEXT),
    ],
    KEYS: [
        ("identifier", TEXT), ("spki", KEY), ("extractable", FLAG), ("sensitive", FLAG),
        ("never-extractable", FLAG), ("local", FLAG), ("expiry", TIME), ("purpose", OIDS),
    ],
}
REPEATED = ("ak-spki", "identifier")
TAGS = {OCTETS: der.OCTETS, KEY: der.OCTETS, TEXT: 0x0C, WHOLE: der.INTEGER, FLAG: der.BOOLEAN, TIME: 0x18, OIDS: der.SEQUENCE}


def oid(text):
    numbers = [int(each) for each in text.split(".")]
    out = b""
    for number in [numbers[0] * 40 + numbers[1]] + numbers[2:]:
        octets = [number & 0x7F]
        while number > 0x7F:
            number >>= 7
            octets.append(number & 0x7F | 0x80)
        out += bytes(reversed(octets))
    return out


OURS, SAMPLES = "2.25.268830276083419242569773665212780626076", "1.3.6.1.5.5.999"
ARCS = ((OURS, oid(OURS + ".3")), (SAMPLES, oid("1.3.6.1.5.5.7.3.999")))


def pieces(content, least, most):
    found = der.parts(content)
    need(least <= len(found) <= most, "evidence: %d parts" % len(found))
    return found


def inner(part, tag=der.SEQUENCE):
    need(part[0] == tag, "evidence: another kind of value")
    return part[1]


def statement(tbs):
    """The arc, and (element, claims) of each element that is known."""
    parts = der.parts(inner(tbs))
    need(parts and parts[0][:2] == (der.INTEGER, b"\x01") and len(parts) == 2, "evidence: its version")
    elements = []
    for each in pieces(inner(parts[1]), 1, 1000):
        kind, claims = pieces(inner(each), 2, 2)
        read = [pieces(inner(claim), 1, 2) for claim in pieces(inner(claims), 1, 1000)]
        elements.append((inner(kind, der.OID), read))
    types = {
        arc: {oid("%s.0.%d" % (arc[0], number)): number for number in CLAIMS} for arc in ARCS
    }
    used = [arc for arc in ARCS if any(kind in types[arc] for kind, _ in elements)]
    need(len(used) == 1, "evidence: elements under %d arcs" % len(used))
    known = [
        (types[used[0]][kind], element(used[0], types[used[0]][kind], claims))
        for kind, claims in elements
        if kind in types[used[0]]
    ]
    for single in (TRANSACTION, PLATFORM):
        need(sum(number == single for number, _ in known) <= 1, "evidence: an element twice")
    names = [name for number, claims in known if number == KEYS for name in claims["identifier"]]
    need(len(names) == len(set(names)), "evidence: a key twice")
    return used[0], known


def element(arc, number, claims):
    types = {oid("%s.1.%d.%d" % (arc[0], number, at)): each for at, each in enumerate(CLAIMS[number])}
    found = {}
    for claim in claims:
        name, syntax = types.get(inner(claim[0], der.OID), (None, None))
        if name is None:
            continue
        need(len(claim) == 2, "evidence: a claim without its value")
        value = claim_value(syntax, claim[1])
        need(name not in found or name in REPEATED, "evidence: a claim twice")
        need(value not in found.get(name, []), "evidence: a claim with its value twice")
        found.setdefault(name, []).append(value)
    need(number != KEYS or "identifier" in found, "evidence: a key without a name")
    for level in found.get("fipslevel", []):
        need(1 <= level <= 4, "evidence: fips level")
    return found


def claim_value(syntax, part):
    content = inner(part, TAGS[syntax])
    try:
        if syntax == TEXT:
            return content.decode("utf-8")
        if syntax == TIME:
            return der.moment(part[0], content)
    except ValueError:
        need(False, "evidence: a claim's value")
    if syntax == KEY:
        der.verify(content)
        algorithm, bits = pieces(der.one(content, der.SEQUENCE), 2, 2)
        need(algorithm[0] == der.SEQUENCE and bits[0] == der.BITS, "evidence: a claim's key")
    if syntax == WHOLE:
        return der.signed(content)
    if syntax == FLAG:
        return content == b"\xff"
    if syntax == OIDS:
        return tuple(inner(each, der.OID) for each in der.parts(content))
    return content


def signer_of(block, known):
    """The certificate of the key that a signature block names."""
    names, _, _ = block
    tags = [tag for tag, _, _ in names]
    need(tags == sorted(set(tags)) and set(tags) <= {0xA0, 0xA1, 0xA2}, "evidence: its signer's names")
    named = {tag: content for tag, content, _ in names}
    key_id = der.one(named[0xA0], der.OCTETS) if 0xA0 in named else None
    candidates = [der.makers_certificate(named[0xA2])] if 0xA2 in named else known
    for each in candidates:
        if 0xA1 in named and each.spki != named[0xA1]:
            continue
        if 0xA2 not in named and key_id is not None and subject_key_id(each) != key_id:
            continue
        if key_id is not None:
            also = [each] + list(known)
            if not any(subject_key_id(one) == key_id and one.spki == each.spki for one in also):
                continue
        return each
    need(False, "evidence: names a key that no certificate is of")


def subject_key_id(certificate):
    if devices.KEY_ID not in certificate.extensions:
        return None
    return der.one(certificate.extensions[devices.KEY_ID][1], der.OCTETS)


def certificates(parts):
    if len(parts) < 3:
        return []
    content = inner(parts[2], 0xA0)
    found = pieces(content, 1, 64)
    if len(found) == 1:
        fields = der.parts(inner(found[0]))
        if not (len(fields) == 3 and fields[2][0] == der.BITS):
            found = pieces(found[0][1], 1, 64)
    return [der.makers_certificate(whole) for _, _, whole in found]


def judge(value, spki, log, roots, at):
    """The level and the facts that others may contradict; refuses what does not hold."""
    need(len(value) <= MAX, "evidence: too long")
    der.verify(value)
    parts = pieces(der.one(value, der.SEQUENCE), 2, 3)
    arc, known = statement(parts[0])
    between = certificates(parts)
    blocks = pieces(inner(parts[1]), 1, 16)
    transaction = next((claims for number, claims in known if number == TRANSACTION), {})
    platform = next((claims for number, claims in known if number == PLATFORM), {})
    for block in blocks:
        names, algorithm, signature = pieces(inner(block), 3, 3)
        signer = signer_of((pieces(inner(names), 1, 3), None, None), between)
        need(devices.has_usage(signer, 0), "evidence: its signer may not sign")
        need(der.EXTENDED_KEY_USAGE in signer.extensions, "evidence: its signer's purpose")
        purposes = der.parts(der.one(signer.extensions[der.EXTENDED_KEY_USAGE][1], der.SEQUENCE))
        need((der.OID, arc[1]) in [each[:2] for each in purposes], "evidence: its signer's purpose")
        allowed = transaction.get("ak-spki", [])
        need(not allowed or signer.spki in allowed, "evidence: not the signer that it names")
        devices.verify_signature(signer.spki, inner(algorithm), parts[0][2], inner(signature, der.OCTETS))
        rules = devices.Rules(read_in_leaf=(der.EXTENDED_KEY_USAGE,))
        devices.find_path(signer, between, [der.makers_certificate(each) for each in roots], rules, at)
    about = [claims for number, claims in known if number == KEYS and spki in claims.get("spki", [])]
    need(len(about) == 1, "evidence: %d elements about the key" % len(about))
    key = about[0]
    kept = {"extractable": False, "never-extractable": True, "sensitive": True, "local": True}
    for name, expected in kept.items():
        need(key.get(name) == [expected], "evidence: " + name)
    need(all(at <= end for end in key.get("expiry", [])), "evidence: the key has expired")
    nonce = sha256(b"runseal-evidence-v1\0" + log.encode() + b"\0" + spki)
    need(transaction.get("nonce") == [nonce], "evidence: another nonce")
    facts = {"made on the device": True, "extractable": False, "never extractable": True, "sensitive": True}
    if platform.get("hwserial", [""])[0]:
        facts["serial"] = platform["hwserial"][0].lstrip("0") or "0"
    return ("software" if software(platform) else "host-asserted"), facts


def software(platform):
    model = platform.get("hwmodel", [b""])[0]
    return (platform.get("vendor", [""])[0], model.decode("utf-8", "replace")) in SOFTWARE
