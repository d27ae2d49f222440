"""What the evidence of a key attestation shows together: formats, section 4, "Custody"."""
from . import pkix, strict, trust
from .strict import Refused, need

MEDIA_TYPES = "application/vnd.runseal."


def judge(entries, spki, log, trusted, at):
    """The strongest level; refuses where an entry does not hold, or two disagree."""
    each = [one(kind, strict.base64_bytes(value, "/evidence"), spki, log, trusted, at) for kind, value in entries]
    levels = {level for level, _ in each}
    need("software" not in levels or len(levels) == 1, "custody: software and a device")
    said = {}
    for _, facts in each:
        for name, value in facts.items():
            need(said.setdefault(name, value) == value, "custody: two values of " + name)
    return max(levels, key=trust.CUSTODY.index)


def one(kind, value, spki, log, trusted, at):
    need(kind == MEDIA_TYPES + "pkix-evidence", "custody: evidence that can't be judged")
    try:
        return pkix.judge(value, spki, log, trusted.roots, at)
    except (IndexError, ValueError) as problem:
        raise Refused("evidence: %s" % problem)
