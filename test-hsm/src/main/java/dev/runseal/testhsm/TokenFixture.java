package dev.runseal.testhsm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One initialised token: where its module is, what names it, and what opens it. The environment is
 * what a process needs to see it at all. The token lives as long as its {@link TokenBackend}.
 */
public record TokenFixture(
    Path module,
    String label,
    String serial,
    Path userPinFile,
    String soPin,
    Map<String, String> environment) {
  public TokenFixture {
    environment = Map.copyOf(environment);
  }

  public String userPin() {
    try {
      return Files.readString(userPinFile).strip();
    } catch (IOException e) {
      throw new AssertionError("the PIN file " + userPinFile + " can't be read", e);
    }
  }
}
