/**
 * Auditing a whole log: {@link dev.runseal.audit.LogAudit} reads every entry and every tile through
 * a {@link dev.runseal.audit.LogReader}, derives the tree anew, and gives an {@link
 * dev.runseal.audit.AuditReport} with one verdict for each {@link dev.runseal.audit.AuditCheck}.
 * Nothing here writes to a log.
 */
@NullMarked
package dev.runseal.audit;

import org.jspecify.annotations.NullMarked;
