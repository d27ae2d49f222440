"""Bundles and the verdict of each claim: formats, section 5."""
from dataclasses import dataclass

from . import chain, custody, declaration, log, statement, strict
from .strict import Refused, closed, items, literal, need

PASS, FAIL, NOT_SHOWN = "pass", "fail", "not shown"
CLAIMS = (
    "signature inclusion identity completeness custody separation order time uniqueness append-only"
).split()
WORST_LAST = "other-user tls unknown privileged same-user".split()
PAYLOAD_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True)
class Part:
    statement: bytes
    receipt: log.Receipt


def part(value, where):
    return Part(
        strict.base64_bytes(value["statement"], where + "/statement", 1, 65535),
        log.receipt(value["receipt"]),
    )


def part_alone(value, where):
    return part(closed(value, where, ["statement", "receipt"]), where)


def read(data):
    """Step 1: the bundle's shape. Bytes stay bytes; nothing of a statement is looked at."""
    value = strict.parse(data, 4 << 20)
    optional = ["keyAttestation", "declaration", "seal", "open", "time", "dsse"]
    closed(value, "", ["mediaType", "statement", "receipt"], optional)
    literal(value["mediaType"], "/mediaType", "application/vnd.runseal.bundle.v1+json")
    bundle = {"main": part(value, "")}
    for name in ("keyAttestation", "declaration"):
        if name in value:
            bundle[name] = strict.base64_bytes(value[name], "/" + name)
    for name in ("seal", "open"):
        if name in value:
            bundle[name] = part_alone(value[name], "/" + name)
    need("open" not in bundle or "seal" in bundle, '"open" without "seal"')
    if "time" in value:
        bundle["time"] = time(value["time"])
    if "dsse" in value:
        bundle["dsse"] = dsse(value["dsse"])
    return bundle


def time(value):
    closed(value, "/time", [], ["after", "before"])
    need(value, "/time: empty")
    if "after" in value:
        part_alone(value["after"], "/time/after")
    if "before" in value:
        for each in items(value["before"], "/time/before", 1, 16):
            closed(each, "/time/before", ["kind", "token"])
            literal(each["kind"], "/time/before/kind", "rfc3161")
            strict.base64_bytes(each["token"], "/time/before/token", 1, 65535)
    return True


def dsse(value):
    closed(value, "/dsse", ["payloadType", "payload", "signatures"])
    literal(value["payloadType"], "/dsse/payloadType", PAYLOAD_TYPE)
    payload = strict.base64_bytes(value["payload"], "/dsse/payload", 1, 65535)
    one = items(value["signatures"], "/dsse/signatures", 1, 1)[0]
    closed(one, "/dsse/signatures/0", ["keyid", "sig"])
    key_id = strict.string(one["keyid"], "/dsse/signatures/0/keyid")
    need(strict.code_units(key_id) <= 128, "/dsse/signatures/0/keyid: too long")
    return payload, key_id, strict.base64_bytes(one["sig"], "/dsse/signatures/0/sig", 1, 80)


def verdicts(bundle, trust, at):
    """The verdict of each of the ten claims."""
    found = {}
    judge(bundle, trust, at, found)
    return {claim: found.get(claim, NOT_SHOWN) for claim in CLAIMS}


def holds(check, *arguments):
    """What the check returns, or None if it refuses."""
    try:
        return check(*arguments) or True
    except Refused:
        return None


def judge(bundle, trust, at, found):
    main = bundle["main"]
    said = holds(statement.read, main.statement)
    if not said:
        found["signature"] = FAIL
        return
    stands = None
    if "keyAttestation" in bundle:
        stands = holds(head, bundle["keyAttestation"], main, said["predicate"], trust, at)
        found["signature"] = PASS if stands else FAIL
        if stands and "dsse" in bundle:
            signed = holds(verify_dsse, bundle["dsse"], main.statement, stands["spki"])
            found["signature"] = PASS if signed else FAIL
    included = holds(inclusion, main, said["predicate"])
    if not included:
        found["inclusion"] = FAIL
    if "time" in bundle:
        found["time"] = FAIL
    if not stands or not included:
        return
    found["inclusion"] = PASS
    sealed = order(bundle, said, found)
    declared(bundle, sealed, found)
    if stands["evidence"]:
        level = holds(custody.judge, stands["evidence"], stands["spki"], said["predicate"]["log"], trust, at)
        found["custody"] = PASS if level else FAIL
        if level == "software":
            found["custody"] = NOT_SHOWN
    if found.get("order") != FAIL:
        both = [each["predicate"]["separation"] for each in (said, sealed) if each]
        worse = max(both, key=WORST_LAST.index)
        found["separation"] = {"other-user": PASS, "tls": PASS, "unknown": NOT_SHOWN}.get(worse, FAIL)


def head(attestation, main, predicate, trust, at):
    checkpoint = main.receipt.checkpoint
    need(checkpoint.origin == predicate["log"], "head: the checkpoint is of another log")
    named = predicate["keyAttestation"]
    need(strict.digest_text(attestation) == named, "head: another key attestation")
    said = chain.read(attestation)
    certificates = tuple(strict.base64_bytes(each, "/certificates") for each in said["certificates"])
    path, origin = chain.validate(certificates, trust.roots, at)
    need(said["log"] == origin == predicate["log"], "head: of another log")
    spki = path[0].spki
    key_id = strict.sha256(spki)[:4]
    own = [line[2] for line in checkpoint.lines if line[:2] == (origin, key_id)]
    need(len(own) == 1, "head: %d lines by the log's key" % len(own))
    chain.verify_signature(spki, checkpoint.text.encode(), own[0])
    keys = {strict.digest_text(each.spki) for each in path}
    need(not keys & set(trust.distrusted), "head: a distrusted key")
    need(not trust.pinned or origin in trust.pinned, "head: not a pinned log")
    return {"spki": spki, "evidence": said["evidence"]}


def verify_dsse(envelope, entry, spki):
    payload, key_id, signature = envelope
    need(payload == entry, "dsse: another payload")
    need(key_id == strict.digest_text(spki), "dsse: another keyid")
    encoding = b"DSSEv1 28 %s %d " % (PAYLOAD_TYPE.encode(), len(payload)) + payload
    chain.verify_signature(spki, encoding, signature)


def inclusion(part, predicate):
    need(part.receipt.index == predicate["index"], "inclusion: another index")
    log.verify_inclusion(part.statement, part.receipt)


def order(bundle, said, found):
    """Decides the claim, and gives the seal that others may go on from."""
    if said["predicateType"] == statement.SEAL:
        if "seal" in bundle:
            found["order"] = FAIL
        return said
    if "seal" not in bundle:
        return None
    sealed = holds(seal_before, bundle, said["predicate"])
    found["order"] = PASS if sealed else FAIL
    return sealed


def seal_before(bundle, completion):
    main, part = bundle["main"], bundle["seal"]
    need("open" not in bundle, "order: open")
    sealed = statement.read(part.statement)
    need(sealed["predicateType"] == statement.SEAL, "order: no seal")
    seal = sealed["predicate"]
    need(seal["log"] == completion["log"], "order: another log")
    need(part.receipt.checkpoint.note == main.receipt.checkpoint.note, "order: another checkpoint")
    inclusion(part, seal)
    need(seal["index"] < completion["index"], "order: the seal is not before")
    found = {
        "log": seal["log"],
        "index": seal["index"],
        "leafHash": "sha256:" + log.leaf_hash(part.statement).hex(),
    }
    need(completion["seal"] == found, "order: names another seal")
    need(completion["caller"] == seal["caller"], "order: another caller")
    need(completion["sealedAt"] >= seal["sealedAt"], "order: earlier than its seal")
    return sealed


def declared(bundle, sealed, found):
    if not sealed or "declaration" not in bundle:
        return
    data = bundle["declaration"]
    same = strict.sha256(data).hex() == sealed["subject"][0]["digest"]["sha256"]
    if not same or not holds(canonical, data):
        found["identity"] = FAIL
        return
    found["identity"] = PASS
    found["completeness"] = PASS if holds(declaration.canonical, data) else FAIL


def canonical(data):
    need(strict.canonical(strict.parse(data)) == data, "declaration: not canonical")
