/** The load that {@code bin/bench} puts on a running daemon. */
@NullMarked
package dev.runseal.bench;

import org.jspecify.annotations.NullMarked;
