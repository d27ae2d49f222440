package dev.runseal.audit;

/** Told how far an audit has come; by one thread, often. */
@FunctionalInterface
public interface AuditProgress {
  AuditProgress NONE = (entries, size) -> {};

  void audited(long entries, long size);
}
