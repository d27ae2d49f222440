/**
 * The golden vectors of docs/vectors: one class of bundles, files or declarations each, gathered by
 * {@link dev.runseal.vectors.GoldenVectors}. What must come of a vector is written here by hand.
 */
@NullMarked
package dev.runseal.vectors;

import org.jspecify.annotations.NullMarked;
