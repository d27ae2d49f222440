package dev.runseal.tree;

/** A path or an entry bundle that is not as C2SP tlog-tiles has it; the message says where. */
public final class TileException extends Exception {
  private static final long serialVersionUID = 1;

  TileException(String message) {
    super(message);
  }
}
