package dev.runseal.pkcs11;

/** What a module says of itself. The texts come without the padding. */
public record ModuleInfo(String description, String maker, String version) {
  @Override
  public String toString() {
    return "%s %s by %s".formatted(description, version, maker);
  }
}
