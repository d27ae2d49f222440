/**
 * Where in a log something is: sorted postings, key → index, in memory while they are fresh and in
 * immutable segment files after that. It knows keys and indexes, not statements; everything in it
 * can be derived again from the log's entries. Start with {@link dev.runseal.postings.Postings},
 * then {@code Segment} for the bytes on disk and {@code SegmentStack} for what a crash leaves.
 */
@NullMarked
package dev.runseal.postings;

import org.jspecify.annotations.NullMarked;
