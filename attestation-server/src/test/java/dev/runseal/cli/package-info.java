/**
 * Tests of the command line. Most are transcripts: see {@link dev.runseal.cli.Transcript} and the
 * files under {@code src/test/resources/cli}.
 */
@NullMarked
package dev.runseal.cli;

import org.jspecify.annotations.NullMarked;
