package dev.runseal.postings;

/** The entry that has a key, and what a repeat must agree with. */
public record Slot(long index, EntryKey fingerprint) {}
