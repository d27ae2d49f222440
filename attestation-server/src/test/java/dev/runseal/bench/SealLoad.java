package dev.runseal.bench;

import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Seals as fast as a daemon lets it, over a fixed number of connections with one request in flight
 * on each, from a single thread: so the load generator leaves the daemon as much of the machine as
 * it can. Only answers 201 with a bundle count. After the warm-up come windows of equal length; a
 * window's figures are printed as it ends.
 *
 * <p>{@code java … dev.runseal.bench.SealLoad SOCKET IN_FLIGHT WARM_UP_SECONDS WINDOWS
 * WINDOW_SECONDS}
 */
public final class SealLoad {
  private final Path socket;
  private final Selector selector;
  private final List<SealConnection> connections = new ArrayList<>();
  private final Histogram latency = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
  private long acknowledged;
  private long bytes;

  private SealLoad(Path socket, int inFlight) throws IOException {
    this.socket = socket;
    selector = Selector.open();
    for (int i = 0; i < inFlight; i++) {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      var connection = new SealConnection(channel, i);
      connections.add(connection);
      channel.register(selector, SelectionKey.OP_READ, connection);
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 5) {
      System.err.println("usage: SealLoad SOCKET IN_FLIGHT WARM_UP_SECONDS WINDOWS WINDOW_SECONDS");
      System.exit(2);
    }
    var load = new SealLoad(Path.of(args[0]), Integer.parseInt(args[1]));
    load.run(
        Duration.ofSeconds(Long.parseLong(args[2])),
        Integer.parseInt(args[3]),
        Duration.ofSeconds(Long.parseLong(args[4])));
  }

  private void run(Duration warmUp, int windows, Duration window) throws IOException {
    for (SealConnection connection : connections) {
      connection.send();
    }
    drive(warmUp);
    long total = acknowledged;
    System.out.printf(Locale.ROOT, "warm-up: %d seals in %d s%n", acknowledged, warmUp.toSeconds());
    for (int i = 1; i <= windows; i++) {
      acknowledged = 0;
      bytes = 0;
      latency.reset();
      var machine = MachineTime.now();
      long nanos = drive(window);
      total += acknowledged;
      System.out.printf(
          Locale.ROOT,
          "window %d: %.0f seals/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d bytes each, other processes %.2f cores%n",
          i,
          acknowledged * 1e9 / nanos,
          latency.getValueAtPercentile(50) / 1e6,
          latency.getValueAtPercentile(99) / 1e6,
          latency.getMaxValue() / 1e6,
          acknowledged == 0 ? 0 : bytes / acknowledged,
          machine.othersSince(nanos));
    }
    acknowledged = 0;
    finish();
    System.out.printf(
        Locale.ROOT,
        "acknowledged: %d seals, the log's signed head holds %d entries%n",
        total + acknowledged,
        headSize());
  }

  /** What was acknowledged must be under a signed head: a figure without this proves nothing. */
  private long headSize() throws IOException {
    try (var client = UnixSocketClient.connect(socket, Duration.ofSeconds(10))) {
      Json logs = StrictJson.parse(client.get("/v1/logs").body(), 1 << 20);
      var origins =
          ObjectReader.of(logs)
              .array("logs", (log, at) -> ObjectReader.of(log, at).parsed("log", Origin::new));
      Bytes checkpoint =
          client.get("/v1/logs/" + origins.getLast().keyHash() + "/checkpoint").body();
      return SignedCheckpoint.parse(checkpoint.toUtf8()).checkpoint().size();
    } catch (ClientException | JsonException | NoteException e) {
      throw new IOException("the log's head could not be read: " + e.getMessage(), e);
    }
  }

  /** Serves answers, each with the next request, until the time is over. */
  private long drive(Duration time) throws IOException {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    while (System.nanoTime() < end) {
      serve(100, true);
    }
    return System.nanoTime() - start;
  }

  /** Takes the answers that are still under way. */
  private void finish() throws IOException {
    while (connections.stream().anyMatch(SealConnection::isWaiting)) {
      serve(1_000, false);
    }
    for (SealConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }

  private void serve(long timeoutMillis, boolean sendNext) throws IOException {
    selector.select(
        key -> {
          var connection = (SealConnection) key.attachment();
          try {
            int length = connection.receive();
            if (length < 0) {
              return;
            }
            acknowledged++;
            bytes += length;
            latency.recordValue(connection.nanosWaited());
            if (sendNext) {
              connection.send();
            }
          } catch (IOException e) {
            throw new IllegalStateException("the daemon broke off: " + e.getMessage(), e);
          }
        },
        timeoutMillis);
  }
}
