package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.LeafHash;

/**
 * An entry that is durable and under a signed head.
 *
 * @param created false when an earlier, identical submission had made the entry
 */
public record Sealed(
    Bytes statement, long index, LeafHash leafHash, SignedCheckpoint head, boolean created) {}
