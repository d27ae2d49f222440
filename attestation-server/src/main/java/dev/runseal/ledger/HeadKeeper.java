package dev.runseal.ledger;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A place for the newest signed head that a backup of the state directory does not hold. One thread
 * writes; only a start reads.
 */
public interface HeadKeeper {

  /** What and where it is, for messages and for {@code /readyz}. */
  String where();

  /** How long one write is to last: what wears out is written seldom. */
  Duration interval();

  /** The notes that are kept here: none at first, two after a crash between write and removal. */
  List<String> kept() throws IOException;

  /** Puts this note in the place of what is kept; a crash leaves the old one, the new, or both. */
  void keep(String head) throws IOException;
}
