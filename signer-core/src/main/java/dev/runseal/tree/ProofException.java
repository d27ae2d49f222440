package dev.runseal.tree;

/** A Merkle proof does not prove what it was brought for. */
public final class ProofException extends Exception {
  private static final long serialVersionUID = 1;

  public ProofException(String message) {
    super(message);
  }
}
