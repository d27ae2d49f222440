package dev.runseal.bench;

import dev.runseal.client.ClientException;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.rig.DaemonProcess;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/** What a daemon's signed head holds. */
final class Heads {
  private static final int MAX_LOGS = 1 << 20;

  private Heads() {}

  /** What was acknowledged must be under a signed head: a figure without this proves nothing. */
  static void verifyHolds(Figures figures, DaemonProcess daemon, long acknowledged)
      throws IOException {
    long entries = size(daemon);
    figures.count("acknowledged", acknowledged);
    figures.count("entries", entries);
    if (entries < acknowledged) {
      throw new IOException(
          "%d seals were acknowledged, the log's signed head holds %d entries"
              .formatted(acknowledged, entries));
    }
  }

  /** How many entries the signed head that is served has. */
  static long size(DaemonProcess daemon) throws IOException {
    try (UnixSocketClient client = daemon.connect()) {
      var logs = ObjectReader.of(StrictJson.parse(client.get("/v1/logs").body(), MAX_LOGS));
      Origin newest =
          logs.array("logs", (log, at) -> ObjectReader.of(log, at).parsed("log", Origin::new))
              .getLast();
      var head = client.get("/v1/logs/" + newest.keyHash() + "/checkpoint");
      return SignedCheckpoint.parse(head.body().toUtf8()).checkpoint().size();
    } catch (ClientException | JsonException | NoteException | CharacterCodingException e) {
      throw new IOException("the log's head could not be read: " + e.getMessage(), e);
    }
  }
}
