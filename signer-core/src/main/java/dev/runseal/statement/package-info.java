/**
 * What the log holds: one statement an entry, as in-toto Statement v1 in its RFC 8785 form. Start
 * with {@link dev.runseal.statement.Statement}: {@link dev.runseal.statement.Seal} binds a run's
 * identity to one execution, {@link dev.runseal.statement.Completion} binds outputs to a seal. On
 * the way into the log a statement travels as {@link dev.runseal.statement.StatementDraft}, because
 * its place and time are given last.
 */
@NullMarked
package dev.runseal.statement;

import org.jspecify.annotations.NullMarked;
