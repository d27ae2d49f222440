package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code GET /openapi.json}: the description of this API, written by hand and tested against it.
 */
final class OpenApi implements Resource {
  private static final String FILE = "openapi.json";

  private final Bytes document = load();

  @Override
  public Answer answer(Context request) {
    return Answer.of(200, Answer.JSON, document);
  }

  static Bytes load() {
    try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new AssertionError("the jar holds no " + FILE);
      }
      return Bytes.takingOwnership(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the jar's " + FILE + " can't be read", e);
    }
  }
}
