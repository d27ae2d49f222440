package dev.runseal.server;

import dev.runseal.bundle.BundleWriter.Form;
import io.javalin.http.Context;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The caller's wish for a bundle with or without the key attestation in it.
 *
 * <p>spec: RFC 7240 §4.2
 */
final class Preference {
  private static final Pattern MINIMAL =
      Pattern.compile(
          "(.*,)?[ \\t]*return[ \\t]*=[ \\t]*\"?minimal\"?[ \\t]*([,;].*)?",
          Pattern.CASE_INSENSITIVE);

  private Preference() {}

  static Form of(Context request) {
    String prefer = request.header("Prefer");
    return prefer != null && MINIMAL.matcher(prefer).matches() ? Form.MINIMAL : Form.FULL;
  }

  static Map<String, String> applied(Form form) {
    return form == Form.MINIMAL ? Map.of("Preference-Applied", "return=minimal") : Map.of();
  }
}
