package dev.runseal.note;

import dev.runseal.key.Origin;
import dev.runseal.key.ToBeSigned;
import dev.runseal.tree.TreeHash;

/**
 * The head of a log: its name, how many entries it has, and the root over them (C2SP
 * tlog-checkpoint, never with extension lines).
 */
public record Checkpoint(Origin origin, long size, TreeHash root) {
  public static final long MAX_SIZE = Decimal.MAX;

  public Checkpoint {
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "checkpoint size is %d, expected 0 to %d".formatted(size, MAX_SIZE));
    }
    if (size == 0 && !root.equals(TreeHash.EMPTY)) {
      throw new IllegalArgumentException(
          "checkpoint of size 0 has root %s, expected %s".formatted(root, TreeHash.EMPTY));
    }
  }

  public static Checkpoint parse(String text) throws NoteException {
    String[] lines = text.split("\n", 5);
    if (lines.length != 4 || !lines[3].isEmpty()) {
      throw new NoteException(
          "checkpoint is not three lines, expected origin, size and root, without extensions");
    }
    Checkpoint checkpoint;
    try {
      checkpoint =
          new Checkpoint(
              new Origin(lines[0]),
              Decimal.parse("checkpoint size", lines[1]),
              HashLine.parse("checkpoint root", lines[2]));
    } catch (IllegalArgumentException e) {
      throw NoteException.because(e);
    }
    if (!checkpoint.text().equals(text)) {
      throw new NoteException("checkpoint is not in the form that it would be written in");
    }
    return checkpoint;
  }

  public String text() {
    return toBeSigned().text();
  }

  public ToBeSigned.Checkpoint toBeSigned() {
    return new ToBeSigned.Checkpoint(origin, size, root.digest());
  }
}
