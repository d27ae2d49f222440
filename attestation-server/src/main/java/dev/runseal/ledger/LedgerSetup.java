package dev.runseal.ledger;

import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;

/** Whose log a {@link Ledger} keeps, and with what; all but the directory that it is in. */
public record LedgerSetup(
    Origin origin,
    SealingKey key,
    TimeSource time,
    RollbackGuard guard,
    LedgerOptions options,
    LedgerEvents events) {}
