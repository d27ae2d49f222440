/**
 * What {@code bin/bench} measures. {@link dev.runseal.bench.Bench} is the entry, a {@link
 * dev.runseal.bench.Scenario} the course of one situation, {@link dev.runseal.bench.Load} puts load
 * on a daemon, {@link dev.runseal.bench.Steady} decides which windows count.
 */
@NullMarked
package dev.runseal.bench;

import org.jspecify.annotations.NullMarked;
