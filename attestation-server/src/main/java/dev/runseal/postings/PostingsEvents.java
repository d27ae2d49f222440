package dev.runseal.postings;

/**
 * What the index tells of itself. Called on whichever thread met it: an implementation returns at
 * once and throws nothing.
 */
public interface PostingsEvents {
  /** One line for the operator's log: something is made again, or tried again. */
  default void notice(String what) {}

  /** {@link Postings#findFault} has this from now on. */
  default void stopped(Postings.Fault why) {}

  /** The fault is gone. */
  default void goesOn() {}
}
