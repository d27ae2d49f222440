package dev.runseal.postings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries from one index to before another; as text, {@code <from>-<to>}, a file's name. */
record EntryRange(long from, long to) {
  private static final Pattern NAME = Pattern.compile("(0|[1-9][0-9]{0,17})-([1-9][0-9]{0,17})");

  EntryRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "range is %d to %d, expected at least one entry".formatted(from, to));
    }
  }

  static Optional<EntryRange> find(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long from = Long.parseLong(matcher.group(1));
    long to = Long.parseLong(matcher.group(2));
    return to <= from ? Optional.empty() : Optional.of(new EntryRange(from, to));
  }

  long length() {
    return to - from;
  }

  @Override
  public String toString() {
    return from + "-" + to;
  }
}
