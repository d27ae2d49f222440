package dev.runseal.declaration;

/** The eight things that make up a run, in the order in which formats section 1 lists them. */
public enum SectionName {
  MODEL("model"),
  INSTRUCTIONS("instructions"),
  RETRIEVAL("retrieval"),
  TOOLS("tools"),
  CONSTRAINTS("constraints"),
  CONFIGURATION("configuration"),
  INPUT("input"),
  ENVIRONMENT("environment");

  private final String text;

  SectionName(String text) {
    this.text = text;
  }

  /** The section's key in the declaration. */
  public String text() {
    return text;
  }
}
