package dev.runseal.ledger;

/** Whether the ledger seals now. Reads are served either way. */
public sealed interface LedgerStatus {
  record Ready() implements LedgerStatus {}

  /** New submissions are refused with this reason until its cause goes. */
  record Stopped(LedgerException.Reason reason, String why) implements LedgerStatus {}
}
