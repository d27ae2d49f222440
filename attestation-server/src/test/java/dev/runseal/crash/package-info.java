/**
 * What {@code bin/crash-test} does: kills a daemon under load again and again, and holds the log
 * against everything that was acknowledged before. {@link dev.runseal.crash.CrashRun} is the course
 * of it, {@link dev.runseal.crash.Witness} the judge.
 */
@NullMarked
package dev.runseal.crash;

import org.jspecify.annotations.NullMarked;
