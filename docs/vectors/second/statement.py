"""Statements: formats, section 2."""
import re

from . import strict
from .strict import closed, digest, integer, items, literal, matching, need, origin, string

MAX_UID = 2**32 - 2
UNMAPPED = 65534
SEAL = "https://runseal.dev/seal/v1"
COMPLETION = "https://runseal.dev/completion/v1"
COMMON = ["log", "index", "sealedAt", "signer", "keyAttestation", "caller", "separation"]
TRACEPARENT = "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")


def read(data):
    """The statement of these bytes, every rule of the section checked."""
    value = strict.parse(data, 65535)
    need(strict.canonical(value) == data, "statement: not canonical")
    closed(value, "", ["_type", "subject", "predicateType", "predicate"])
    literal(value["_type"], "/_type", "https://in-toto.io/Statement/v1")
    subjects = items(value["subject"], "/subject", 1)
    for at, subject in enumerate(subjects):
        where = "/subject/%d" % at
        closed(subject, where, ["name", "digest"])
        string(subject["name"], where + "/name")
        strict.digest_map(subject["digest"], where + "/digest")
    predicate = value["predicate"]
    if literal(value["predicateType"], "/predicateType", SEAL, COMPLETION) == SEAL:
        closed(predicate, "/predicate", [*COMMON, "execution"], ["workload", "parent", "traceparent"])
        seal(predicate, subjects)
    else:
        closed(predicate, "/predicate", [*COMMON, "seal", "outcome"], ["workload"])
        completion(predicate, subjects)
    common(predicate)
    return value


def common(predicate):
    origin(predicate["log"], "/predicate/log")
    integer(predicate["index"], "/predicate/index")
    strict.time(predicate["sealedAt"], "/predicate/sealedAt")
    closed(predicate["signer"], "/predicate/signer", ["uid"])
    signer = integer(predicate["signer"]["uid"], "/predicate/signer/uid", 0, MAX_UID)
    digest(predicate["keyAttestation"], "/predicate/keyAttestation")
    if "workload" in predicate:
        matching(predicate["workload"], "/predicate/workload", "[A-Za-z0-9._-]{1,64}")
    relation = caller(predicate["caller"], signer)
    # "unknown" fits every caller, and is all that fits unknown callers.
    literal(predicate["separation"], "/predicate/separation", relation, "unknown")
    for name in ("parent", "seal"):
        if name in predicate:
            reference = strict.reference(predicate[name], "/predicate/" + name)
            need(
                reference["log"] != predicate["log"] or reference["index"] < predicate["index"],
                "/predicate/%s: does not point backwards" % name,
            )


def caller(text, signer):
    """What this caller is to a signer of that uid."""
    where = "/predicate/caller"
    kind, _, rest = string(text, where).partition(":")
    if kind == "unix":
        uid = int(matching(rest, where, "0|[1-9][0-9]{0,9}"))
        need(uid <= MAX_UID and uid != UNMAPPED, where + ": no uid of a caller")
        return "same-user" if uid == signer else "other-user" if uid else "privileged"
    if kind == "tls":
        matching(rest, where, "[0-9a-f]{64}/[!-~]{1,512}")
        return "tls"
    need(kind == "unknown", where + ": no caller")
    matching(rest, where, "[A-Za-z0-9._:/-]{1,128}")
    return "unknown"


def seal(predicate, subjects):
    need(len(subjects) == 1, "/subject: expected the declaration alone")
    literal(subjects[0]["name"], "/subject/0/name", "declaration")
    matching(predicate["execution"], "/predicate/execution", "[A-Za-z0-9._:/-]{1,128}")
    if "traceparent" in predicate:
        matching(predicate["traceparent"], "/predicate/traceparent", TRACEPARENT)


def completion(predicate, subjects):
    literal(predicate["outcome"], "/predicate/outcome", "completed", "failed", "abandoned")
    strict.reference(predicate["seal"], "/predicate/seal")
    literal(subjects[0]["name"], "/subject/0/name", "seal")
    need(
        "sha256:" + subjects[0]["digest"]["sha256"] == predicate["seal"]["leafHash"],
        "/subject/0: not the leaf hash of /predicate/seal",
    )
    names = [subject["name"] for subject in subjects]
    need(len(set(names)) == len(names), "/subject: a name twice")
    for name in names[1:]:
        need(1 <= strict.code_units(name) <= 256, "/subject: length of a name")
        need(not CONTROL.search(name), "/subject: a control character in a name")
