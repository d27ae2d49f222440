package dev.runseal.postings;

import java.time.Duration;

/**
 * The bounds of the index.
 *
 * @param generation how many entries are gathered in memory before they become a segment
 * @param backlog how many such generations may wait for the disk before nothing more is taken
 * @param fanIn how many segments become one
 * @param mergeBytesPerSecond how fast merges write, so that sealing hardly notices them
 * @param retry how long after a failure the disk is asked again
 */
public record PostingsOptions(
    int generation, int backlog, int fanIn, long mergeBytesPerSecond, Duration retry) {

  public static final PostingsOptions DEFAULT =
      new PostingsOptions(16_384, 8, 8, 32L << 20, Duration.ofSeconds(1));

  public PostingsOptions {
    if (generation < 1 || backlog < 1 || fanIn < 2 || mergeBytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "generation is %d, backlog %d, fan-in %d, merge speed %d: expected 1, 1, 2 and 1 at least"
              .formatted(generation, backlog, fanIn, mergeBytesPerSecond));
    }
    if (retry.isNegative() || retry.isZero()) {
      throw new IllegalArgumentException("retry is %s, expected more than 0".formatted(retry));
    }
  }
}
