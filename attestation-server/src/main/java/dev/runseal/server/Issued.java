package dev.runseal.server;

import dev.runseal.bytes.Bytes;

/** What goes back for a request to seal, and whether that request made anything new. */
record Issued(Bytes body, boolean created) {
  /** spec: formats §7, 201 for what is new and 200 for what was there. */
  Answer answer(String mediaType) {
    return Answer.of(created ? 201 : 200, mediaType, body);
  }
}
