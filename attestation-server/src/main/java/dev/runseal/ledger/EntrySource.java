package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;

/** Where the entries of a log come from; who gives them has compared each with its leaf. */
@FunctionalInterface
public interface EntrySource {
  Bytes entry(long index) throws LedgerException;
}
