package dev.runseal.postings;

import java.io.IOException;

/** A segment's bytes are not what was written: only the log's entries can tell what they were. */
final class DamagedSegmentException extends IOException {
  private static final long serialVersionUID = 1;

  private final String segment;

  DamagedSegmentException(String segment, String what) {
    super("index segment %s: %s".formatted(segment, what));
    this.segment = segment;
  }

  /** The name of the file. */
  String segment() {
    return segment;
  }
}
