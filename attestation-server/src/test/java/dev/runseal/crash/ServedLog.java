package dev.runseal.crash;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.x509.SealingChain;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A log as its daemon serves it now: the head, and the entries one by one. */
final class ServedLog {
  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path socket;
  private final SealingChain chain;

  ServedLog(Path socket, SealingChain chain) {
    this.socket = socket;
    this.chain = chain;
  }

  /** The head, which the log's key must have signed. */
  Checkpoint head() throws IOException, LossException {
    try (var client = UnixSocketClient.connect(socket, PATIENCE)) {
      Reply reply = answered(client, "checkpoint");
      var head = SignedCheckpoint.parse(reply.body().toUtf8());
      head.verify(chain.sealingKey());
      return head.checkpoint();
    } catch (NoteException e) {
      throw new LossException("the head that is served does not stand: " + e.getMessage(), e);
    } catch (ClientException | CharacterCodingException e) {
      throw new IOException("the head can't be read: " + e.getMessage(), e);
    }
  }

  /** The entries from {@code from} up to {@code to}, in order. */
  List<Bytes> entries(long from, long to) throws IOException, InterruptedException {
    try (var readers = Executors.newFixedThreadPool(CONNECTIONS)) {
      long step = Math.ceilDiv(to - from, CONNECTIONS);
      List<Future<List<Bytes>>> parts = new ArrayList<>();
      for (long at = from; at < to; at += step) {
        long begin = at;
        long end = Math.min(to, at + step);
        parts.add(readers.submit(() -> read(begin, end)));
      }
      List<Bytes> entries = new ArrayList<>();
      for (Future<List<Bytes>> part : parts) {
        entries.addAll(part.get());
      }
      return entries;
    } catch (ExecutionException e) {
      throw new IOException("entries can't be read: " + e.getCause(), e);
    }
  }

  private List<Bytes> read(long from, long to)
      throws ClientException, BundleException, IOException {
    List<Bytes> entries = new ArrayList<>();
    try (var client = UnixSocketClient.connect(socket, PATIENCE)) {
      for (long index = from; index < to; index++) {
        Reply reply = answered(client, "seals/" + index);
        entries.add(Bundle.parse(reply.body()).statement());
      }
    }
    return entries;
  }

  private Reply answered(UnixSocketClient client, String name) throws ClientException, IOException {
    String path = "/v1/logs/%s/%s".formatted(chain.origin().keyHash(), name);
    Reply reply = client.request("GET", path, Map.of("Prefer", "return=minimal"), Bytes.EMPTY);
    if (reply.status() != 200) {
      throw new IOException(
          "GET %s was answered %d %s".formatted(path, reply.status(), reply.body()));
    }
    return reply;
  }
}
