package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.x509.PemCertificates;
import io.javalin.http.Context;
import java.util.List;

/** {@code GET /v1/trust}: the root certificate to pin, and what pinning it from here is worth. */
final class TrustResource implements Resource {
  private static final String WARNING =
      "Whoever takes the root from here trusts on first use: it proves nothing yet. Compare rootSha256 with what the people who held the ceremony wrote down.";

  private final Json.Obj document;

  TrustResource(Origin log, Bytes root) {
    this.document =
        Json.object()
            .put("log", log.text())
            .put("root", PemCertificates.encode(List.of(root)))
            .put("rootSha256", Sha256.of(root).toString())
            .put("warning", WARNING)
            .build();
  }

  @Override
  public Answer answer(Context request) {
    return Answer.json(document);
  }
}
