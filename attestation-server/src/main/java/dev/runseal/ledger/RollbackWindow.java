package dev.runseal.ledger;

import java.util.Optional;

/**
 * How far a keeper of the newest head is behind: a restored backup is noticed as far as the head
 * that is kept, and not in the entries after it.
 *
 * @param kept the size of the head that is kept
 * @param exposed how many signed entries are not covered by it
 * @param fault why the newest head could not be kept, if so
 */
public record RollbackWindow(String where, long kept, long exposed, Optional<String> fault) {}
