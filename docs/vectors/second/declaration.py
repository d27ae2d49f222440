"""Declarations: formats, section 1, and the members of docs/declaration.md."""
import re

from . import strict
from .strict import Refused, closed, integer, items, literal, need, string

TYPE = "https://runseal.dev/declaration/v1"
DECIMAL = "0|-?(0\\.[0-9]*[1-9]|[1-9][0-9]*(\\.[0-9]*[1-9])?)"
MEDIA_TYPE = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(;[ -~]+)?"


def text(value, where):
    need(re.search("[^\0- ]", string(value, where)), where + ": a blank text")


def decimal(value, where):
    need(len(string(value, where)) <= 64 and re.fullmatch(DECIMAL, value), where + ": no decimal")


def natural(value, where):
    integer(value, where)


def whole(value, where):
    integer(value, where, -strict.MAX_INTEGER)


def boolean(value, where):
    need(isinstance(value, bool), where + ": expected true or false")


def marker(value, where):
    need(value is True, where + ": expected true or no such field")


def media_type(value, where):
    strict.matching(value, where, MEDIA_TYPE)


def word(*words):
    return lambda value, where: literal(value, where, *words)


def listed(kind, least=0):
    def check(value, where):
        for at, item in enumerate(items(value, where, least)):
            kind(item, "%s/%d" % (where, at))

    return check


def shape(required, optional=None):
    kinds = dict(required, **(optional or {}))

    def check(value, where):
        for name, member in closed(value, where, required, kinds).items():
            kinds[name](member, where + "/" + name)

    return check


def texts(names):
    return {name: text for name in names.split()}


_content = shape(
    {"digest": strict.digest_map},
    {"name": text, "mediaType": media_type, "size": natural, "salted": marker},
)


def content(value, where):
    _content(value, where)
    need(not ("salted" in value and "size" in value), where + ": a salted content has no size")


NAMED = ({"name": text}, {"version": text})
SECTIONS = {
    "model": (
        {"name": text},
        {
            **texts("provider version quantization"),
            **dict.fromkeys(["weights", "tokenizer", "chatTemplate", "signature"], content),
            **dict.fromkeys(["adapters", "boms"], listed(content)),
        },
    ),
    "instructions": (
        {"parts": listed(shape({"role": text, "content": content}, {"template": content}), 1)},
        {"prompt": shape(*NAMED)},
    ),
    "retrieval": (
        {
            "query": content,
            "source": text,
            "candidates": listed(
                shape(
                    {
                        "id": text,
                        "digest": strict.digest_map,
                        "rank": natural,
                        "decision": word("selected", "discarded", "truncated"),
                    },
                    {"salted": marker, "score": decimal, "reason": text},
                )
            ),
            "candidateCount": natural,
            "assembled": content,
        },
        {"topK": natural, "snapshot": content, **texts("embeddingModel rerankerModel")},
    ),
    "tools": (
        {
            "definitions": listed(
                shape(
                    {"name": text, "definition": content},
                    {
                        "type": text,
                        "server": shape({"name": text}, texts("version protocolVersion address")),
                        "allowed": boolean,
                    },
                ),
                1,
            )
        },
        {"toolChoice": text},
    ),
    "constraints": (
        {},
        {
            "guardrails": listed(shape(NAMED[0], {**NAMED[1], "definition": content})),
            "policies": listed(content),
            "outputType": text,
            "outputSchema": content,
            **dict.fromkeys(["maxSteps", "maxToolCalls", "maxTotalTokens", "timeoutMillis"], natural),
            **dict.fromkeys(["egress", "approvals"], listed(text)),
        },
    ),
    "configuration": (
        {},
        {
            **texts("operation apiType apiVersion reasoningEffort truncation serviceTier"),
            **dict.fromkeys(
                "temperature topP frequencyPenalty presencePenalty minP repetitionPenalty".split(),
                decimal,
            ),
            **dict.fromkeys("topK maxTokens choiceCount topLogprobs reasoningTokens".split(), natural),
            "seed": whole,
            **dict.fromkeys(["stopSequences", "features"], listed(text)),
            **dict.fromkeys(["stream", "parallelToolCalls", "store"], boolean),
            **dict.fromkeys(["logitBias", "request"], content),
        },
    ),
    "input": (
        {"messages": listed(content, 1)},
        {"attachments": listed(content), "conversation": text},
    ),
    "environment": (
        {},
        {
            "agent": shape({"name": text}, texts("id version")),
            "server": shape({"address": text}, {"port": natural}),
            **texts("cloudProvider region os architecture precision"),
            **dict.fromkeys(["images", "boms", "attestations"], listed(content)),
            "software": listed(shape(NAMED[0], {**NAMED[1], "content": content})),
            "accelerators": listed(shape({"name": text}, {"count": natural, "driver": text})),
            "deterministic": boolean,
            "code": shape(texts("repository revision")),
        },
    ),
}


def section(name, value):
    where = "/" + name
    need(isinstance(value, dict) and "state" in value, where + ': "state" is missing')
    state = literal(value["state"], where + "/state", "declared", "none", "opaque")
    if state == "none":
        closed(value, where, ["state"])
    elif state == "opaque":
        closed(value, where, ["state", "reason"])
        text(value["reason"], where + "/reason")
    else:
        need(len(value) > 1, where + ": declared, but nothing is said")
        required, optional = SECTIONS[name]
        shape({"state": string, **required}, optional)(value, where)


def beyond_the_schema(value):
    retrieval = value["retrieval"]
    if retrieval["state"] == "declared":
        ranks = [candidate["rank"] for candidate in retrieval["candidates"]]
        need(ranks == list(range(1, len(ranks) + 1)), "/retrieval/candidates: ranks")
        need(retrieval["candidateCount"] == len(ranks), "/retrieval/candidateCount: not the length")
    tools = value["tools"]
    if tools["state"] == "declared" and "toolChoice" in tools:
        names = [definition["name"] for definition in tools["definitions"]]
        literal(tools["toolChoice"], "/tools/toolChoice", "auto", "none", "required", *names)


def canonical(data):
    """The canonical form of a declaration; its SHA-256 is the identity."""
    value = strict.parse(data)
    closed(value, "", ["type", *SECTIONS], ["extensions"])
    literal(value["type"], "/type", TYPE)
    for name in SECTIONS:
        section(name, value[name])
    beyond_the_schema(value)
    return strict.canonical(value)


def identity(data):
    return strict.digest_text(canonical(data))
