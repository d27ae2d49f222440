/**
 * The log's signed words, in the C2SP text formats: signed-note, tlog-checkpoint, tlog-proof. Start
 * with {@link dev.runseal.note.Receipt}, which holds all the others. Every parser writes back what
 * it read and compares, so that a value has one spelling.
 */
@NullMarked
package dev.runseal.note;

import org.jspecify.annotations.NullMarked;
