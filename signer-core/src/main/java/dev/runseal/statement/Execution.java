package dev.runseal.statement;

/** The caller's id for one execution, 1 to 128 of {@code [A-Za-z0-9._:/-]}; unique per caller. */
public record Execution(String id) {
  public Execution {
    Shape.EXECUTION.require(id);
  }

  @Override
  public String toString() {
    return id;
  }
}
