package dev.runseal.declaration;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The declaration that the documentation shows: retrieval and tools on a model of one's own. */
final class SampleDeclaration {
  private static final Path FILE = Path.of("..", "docs", "examples", "declaration.json");

  /** Computed from the same file by another program. */
  static final String IDENTITY =
      "sha256:42de97c53e0c99d65eca2a336ab29dc7df8d78b5427662648bae82a9a19ee577";

  private SampleDeclaration() {}

  static String text() {
    try {
      return Files.readString(FILE, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample with one passage put in place of another, which it must hold. */
  static Bytes with(String passage, String replacement) {
    String text = text();
    if (!text.contains(passage)) {
      throw new AssertionError("the sample does not hold " + passage);
    }
    return Bytes.utf8(
        text.replaceFirst(Pattern.quote(passage), Matcher.quoteReplacement(replacement)));
  }
}
