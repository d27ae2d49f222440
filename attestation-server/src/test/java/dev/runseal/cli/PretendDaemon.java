package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Part;
import dev.runseal.bundle.SmallLog;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.SoftwareKey;
import dev.runseal.note.Receipt;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Output;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import dev.runseal.statement.Statement;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.LeafHash;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A daemon over a log in memory, which answers honestly or in one of the ways in which a daemon
 * could lie. Its log, key and clock are the same in every run. One request per connection.
 */
final class PretendDaemon implements AutoCloseable {
  /** What it does with the next requests. */
  enum Manner {
    HONEST,
    OTHER_DECLARATION,
    OTHER_EXECUTION,
    OTHER_PARENT,
    OTHER_OUTPUTS,
    OTHER_SEAL,
    OTHER_INDEX,
    OTHER_TREE,
    OTHER_ATTESTATION,
    NO_ATTESTATION,
    NO_BUNDLE,
    CONFLICT,
    BUSY,
    SILENT
  }

  private static final Bytes ATTESTATION = Bytes.utf8("a key attestation");
  private static final Timestamp TIME = Timestamp.parse("2026-11-21T01:02:03.456789Z");

  private final ServerSocketChannel server;
  private final SmallLog log = new SmallLog("example.com/agents", SoftwareKey.named("cli"));
  private volatile Manner manner = Manner.HONEST;

  PretendDaemon(Path socket) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
  }

  void behave(Manner next) {
    manner = next;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (true) {
      try (SocketChannel caller = server.accept()) {
        answer(caller);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | JsonException e) {
        throw new AssertionError("the pretend daemon was asked what it does not know", e);
      }
    }
  }

  private void answer(SocketChannel caller) throws IOException, JsonException {
    var in = Channels.newInputStream(caller);
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
    int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)));
    var request =
        ObjectReader.of(StrictJson.parse(Bytes.takingOwnership(in.readNBytes(length)), 65_536));
    String reply =
        switch (manner) {
          case BUSY ->
              problem(
                  "503 Service Unavailable\r\nRetry-After: 2",
                  "{\"type\":\"https://runseal.dev/problems/queue-full\",\"title\":\"queue is full\",\"detail\":\"4096 requests wait for the token\"}");
          case CONFLICT ->
              problem(
                  "409 Conflict",
                  "{\"title\":\"execution is taken\",\"detail\":\"choose another execution id\"}");
          case SILENT -> problem("500 Internal Server Error", "oops");
          case NO_BUNDLE -> problem("201 Created", "{}");
          default -> {
            boolean seal = head.toString().startsWith("POST /v1/seals ");
            Bytes bundle = (seal ? sealed(request) : completed(request)).encode();
            yield problem("201 Created", bundle.toUtf8());
          }
        };
    caller.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)));
  }

  private static String problem(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  private Bundle sealed(ObjectReader request) throws JsonException {
    RunIdentity identity = request.parsed("declaration", RunIdentity::parse);
    if (manner == Manner.OTHER_DECLARATION) {
      identity = new RunIdentity(Sha256.of(Bytes.EMPTY));
    }
    Execution execution = request.parsed("execution", Execution::new);
    if (manner == Manner.OTHER_EXECUTION) {
      execution = new Execution("another");
    }
    Optional<SealRef> parent = Optional.empty();
    if (request.has("parent") && manner != Manner.OTHER_PARENT) {
      ObjectReader named = request.object("parent");
      parent =
          Optional.of(
              new SealRef(
                  log.origin(), named.natural("index"), named.parsed("leafHash", LeafHash::parse)));
    }
    return appended(
        new Seal(
            position(),
            new Signer(991),
            Sha256.of(ATTESTATION),
            new Caller.Unix(1000),
            Separation.OTHER_USER,
            Optional.empty(),
            identity,
            execution,
            parent,
            request.findString("traceparent")));
  }

  private Bundle completed(ObjectReader request) throws JsonException {
    long index = request.object("seal").natural("index");
    List<Output> outputs =
        request.array(
            "outputs",
            (value, pointer) -> {
              ObjectReader output = ObjectReader.of(value, pointer);
              return new Output(output.string("name"), output.digest("digest"));
            });
    Bundle bundle =
        appended(
            new Completion(
                position(),
                new Signer(991),
                Sha256.of(ATTESTATION),
                new Caller.Unix(1000),
                Separation.OTHER_USER,
                Optional.empty(),
                new SealRef(log.origin(), index, LeafHash.of(log.entry(index))),
                manner == Manner.OTHER_OUTPUTS ? List.of() : outputs,
                request.parsed("outcome", Outcome::parse)));
    long completes = manner == Manner.OTHER_SEAL ? log.size() - 1 : index;
    return bundle.withSeal(log.part(completes));
  }

  private Position position() {
    return new Position(log.origin(), log.size(), TIME);
  }

  private Bundle appended(Statement statement) {
    Bytes entry = statement.encode();
    log.append(entry);
    Part part = log.part(log.size() - 1);
    if (manner == Manner.OTHER_TREE) {
      log.append(Bytes.utf8("something else"));
      log.append(Bytes.utf8("and more"));
      part = new Part(log.entry(statement.position().index()), receiptOfAnother(statement));
    }
    if (manner == Manner.OTHER_INDEX) {
      log.append(entry);
      part = log.part(log.size() - 1);
    }
    Bundle bundle = Bundle.of(part.statement(), part.receipt());
    return switch (manner) {
      case NO_ATTESTATION -> bundle;
      case OTHER_ATTESTATION -> bundle.withKeyAttestation(Bytes.utf8("another key attestation"));
      default -> bundle.withKeyAttestation(ATTESTATION);
    };
  }

  /** The right index with the path of the entry after it. */
  private Receipt receiptOfAnother(Statement statement) {
    long index = statement.position().index();
    return new Receipt(index, log.hashes(index).reversed(), log.head());
  }
}
