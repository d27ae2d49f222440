package dev.runseal.note;

import dev.runseal.bytes.Excerpt;
import dev.runseal.tree.TreeHash;

/**
 * The head of any tiled log, ours or a foreign one: its name as it stands, how many entries it has,
 * the root over them, and the note that carries it (C2SP tlog-checkpoint). Extension lines are let
 * through unread. Holding one says nothing about its signatures. Our own logs' heads are {@link
 * SignedCheckpoint}s.
 */
public record LogHead(String origin, long size, TreeHash root, SignedNote note) {
  private static final int LINES = 3;

  public LogHead {
    if (size < 0 || size > Checkpoint.MAX_SIZE) {
      throw new IllegalArgumentException(
          "checkpoint size is %d, expected 0 to %d".formatted(size, Checkpoint.MAX_SIZE));
    }
    if (!note.text().startsWith(origin + "\n" + size + "\n" + HashLine.encode(root) + "\n")) {
      throw new IllegalArgumentException(
          "the note's text is not the checkpoint of %s".formatted(Excerpt.quoted(origin)));
    }
  }

  public static LogHead parse(String encoded) throws NoteException {
    SignedNote note = SignedNote.parse(encoded);
    String[] lines = note.text().split("\n", LINES + 1);
    if (lines.length != LINES + 1 || lines[0].isEmpty()) {
      throw new NoteException(
          "checkpoint has fewer than three lines, expected origin, size and root");
    }
    long size = Decimal.parse("checkpoint size", lines[1]);
    return new LogHead(lines[0], size, HashLine.parse("checkpoint root", lines[2]), note);
  }
}
