#!/usr/bin/env python3
"""Judges the golden vectors with a second implementation of the verifier and compares.

The implementation, in the folder "second" beside this file, was written from docs/formats.md and not from
Runseal's sources. It needs Python 3.9 and, for signatures and certificates, the openssl program, version 3.

  check.py                     judge every vector beside this file
  check.py --folder FOLDER     judge every vector of another folder with a manifest.json
  check.py --identities        read base64 of one declaration a line; print its identity, or "refused: …"
  check.py --verdicts          read base64 of one bundle a line; print its ten verdicts, or "refused: …"

Exit status: 0 all as expected, 1 a vector was judged otherwise, 2 the manifest or openssl can't be used.
"""
import argparse
import base64
import json
import os
import subprocess
import sys
from datetime import datetime

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from second import chain, declaration, judge, strict, trust  # noqa: E402
from second.strict import Refused  # noqa: E402


class Folder:
    """The vectors of one folder."""

    def __init__(self, path):
        self.path = path
        self.manifest = json.loads(self.read("manifest.json"))

    def read(self, name):
        with open(os.path.join(self.path, name), "rb") as file:
            return file.read()

    def trust(self, vector):
        name = vector.get("trust", self.manifest["root"])
        read = trust.trust if name.endswith(".json") else trust.root
        return read(self.read(name))

    def at(self, vector):
        moment = vector.get("checkedAt", self.manifest["checkedAt"])
        return datetime.fromisoformat(moment.replace("Z", "+00:00"))

    def judged(self, vector):
        """What the manifest would say of this vector if this implementation had written it."""
        data = self.read(vector["file"]) + b" " * vector.get("spaces", 0)
        try:
            kind = vector["input"]
            if kind == "bundle":
                bundle = judge.read(data)
                found = judge.verdicts(bundle, self.trust(vector), self.at(vector))
                shown = {claim: verdict for claim, verdict in found.items() if verdict != judge.NOT_SHOWN}
                return {"verdicts": shown}
            if kind == "declaration":
                return {"identity": declaration.identity(data)}
            {"root": trust.root, "trust": trust.trust, "policy": trust.policy}[kind](data)
            return {"read": True}
        except Refused:
            return {"refused": True}


def expected(vector):
    if "refused" in vector:
        return {"refused": True}
    return {name: vector[name] for name in ("verdicts", "identity", "read") if name in vector}


def check(folder):
    vectors = folder.manifest["vectors"]
    differing = 0
    for vector in vectors:
        found = folder.judged(vector)
        if found != expected(vector):
            differing += 1
            print("%s: expected %s, found %s" % (vector["name"], expected(vector), found))
    print("judged %d vectors, %d not as expected" % (len(vectors), differing))
    return 1 if differing else 0


def answer(judgement):
    """One line of output for each line of input."""
    for line in sys.stdin:
        try:
            print(judgement(base64.b64decode(line)))
        except Refused as refusal:
            print("refused: %s" % str(refusal).encode("unicode_escape").decode())
    return 0


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", default=here, help="where manifest.json is (default: here)")
    parser.add_argument("--openssl", default="openssl", help="the program (default: openssl)")
    ask = parser.add_mutually_exclusive_group()
    ask.add_argument("--identities", action="store_true", help="answer for declarations on stdin")
    ask.add_argument("--verdicts", action="store_true", help="answer for bundles on stdin")
    options = parser.parse_args()
    chain.OPENSSL = options.openssl
    if options.identities:
        return answer(declaration.identity)
    try:
        subprocess.run([options.openssl, "version"], check=True, capture_output=True)
        folder = Folder(options.folder)
    except (OSError, ValueError, subprocess.CalledProcessError) as problem:
        print("check.py: %s" % problem, file=sys.stderr)
        return 2
    if options.verdicts:
        roots, at = folder.trust({}), folder.at({})
        return answer(
            lambda data: " ".join(
                "%s=%s" % (claim, verdict.replace(" ", "-"))
                for claim, verdict in judge.verdicts(judge.read(data), roots, at).items()
            )
        )
    return check(folder)


if __name__ == "__main__":
    sys.exit(main())
