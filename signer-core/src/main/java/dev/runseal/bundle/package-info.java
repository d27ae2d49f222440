/**
 * The file that travels with a run's output. Start with {@link dev.runseal.bundle.Bundle}, which is
 * the file as a value; {@link dev.runseal.bundle.BundleWriter} renders the same bytes for a server
 * that answers thousands a second. Nothing here judges: that is {@code dev.runseal.verify}.
 */
@NullMarked
package dev.runseal.bundle;

import org.jspecify.annotations.NullMarked;
