/**
 * The log on its way to disk and token: what is accepted gets a place, is durable, is signed, and
 * only then is answered. Start with {@link dev.runseal.ledger.Ledger}, which is all that a server
 * sees. Behind it the {@code Sequencer} thread numbers and writes, the {@code CheckpointSigner}
 * thread signs whatever is durable, and the {@code Publisher} thread makes tiles of it. What is on
 * disk says {@link dev.runseal.ledger.DirectoryLogStore}; {@code LogRecovery} what a start
 * believes.
 */
@NullMarked
package dev.runseal.ledger;

import org.jspecify.annotations.NullMarked;
