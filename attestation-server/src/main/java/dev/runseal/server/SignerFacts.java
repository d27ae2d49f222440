package dev.runseal.server;

import dev.runseal.bytes.Sha256;
import dev.runseal.key.VerifyingKey;
import dev.runseal.statement.Signer;

/** What the signer says of itself in every statement, and the key that it says it with. */
record SignerFacts(Signer signer, VerifyingKey key, Sha256 keyAttestation) {}
