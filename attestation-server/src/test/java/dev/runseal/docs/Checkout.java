package dev.runseal.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in. */
public record Checkout(Path top) {
  public static Checkout find() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("README.md"))
          && Files.exists(at.resolve("signer-core/pom.xml"))) {
        return new Checkout(at);
      }
    }
    throw new AssertionError("the tests run outside a checkout of Runseal");
  }

  public Path path(String relative) {
    return top.resolve(relative);
  }

  public String read(String relative) throws IOException {
    return Files.readString(path(relative));
  }
}
