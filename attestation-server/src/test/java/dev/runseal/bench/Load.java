package dev.runseal.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Seals over a fixed number of connections with at most one request in flight on each, from a
 * single thread: so the load generator leaves the daemon as much of the machine as it can. Only
 * whole answers 200 and 201 count; any other ends the benchmark.
 *
 * <p>In a <em>closed</em> window each answer is followed by the next request at once: that finds
 * how much the daemon does. A daemon that stalls then gets fewer requests, and their latency would
 * flatter it; {@link Window#corrected} puts back the requests that were held up. In a
 * <em>paced</em> window requests are due at fixed times, whatever the daemon does, and latency
 * counts from the time a request was due, not from when a connection was free to send it.
 */
final class Load implements AutoCloseable {
  private static final int BUFFER = 1 << 20;
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

  private final Selector selector;
  private final List<LoadConnection> connections = new ArrayList<>();
  private Histogram latency = new Histogram(LONGEST, 3);
  private boolean sendNext;
  private long answers;
  private long seals;
  private long repeated;
  private long bytes;
  private long acknowledged;

  private Load(Selector selector) {
    this.selector = selector;
  }

  static Load open(Path socket, int connections, Supplier<SealRequest> requests)
      throws IOException {
    var load = new Load(Selector.open());
    ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    try {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
        var connection = new LoadConnection(channel, requests.get(), in);
        load.connections.add(connection);
        channel.register(load.selector, SelectionKey.OP_READ, connection);
      }
      return load;
    } catch (IOException e) {
      load.close();
      throw e;
    }
  }

  /** Every connection busy all the time. What is in flight at the end stays so. */
  Window closed(Duration length) throws IOException {
    begin();
    sendNext = true;
    long start = System.nanoTime();
    long end = start + length.toNanos();
    for (LoadConnection connection : connections) {
      if (!connection.isWaiting()) {
        connection.send(System.nanoTime());
      }
    }
    while (System.nanoTime() < end) {
      selector.select(this::serve, 100);
    }
    return window(System.nanoTime() - start, true);
  }

  /** So many requests a second, spread over the connections, each with its own due times. */
  Window paced(Duration length, double requestsPerSecond) throws IOException {
    finish();
    begin();
    sendNext = false;
    long start = System.nanoTime();
    long end = start + length.toNanos();
    double apart = 1e9 / requestsPerSecond;
    long[] sent = new long[connections.size()];
    while (true) {
      long now = System.nanoTime();
      long nextDue = end;
      for (int i = 0; i < sent.length; i++) {
        LoadConnection connection = connections.get(i);
        long due = start + (long) (apart * (i + (double) sent[i] * sent.length));
        if (!connection.isWaiting() && due <= now && due < end) {
          connection.send(due);
          sent[i]++;
        } else if (!connection.isWaiting()) {
          nextDue = Math.min(nextDue, due);
        }
      }
      if (now >= end) {
        break;
      }
      if (selector.selectNow(this::serve) == 0) {
        LockSupport.parkNanos(Math.clamp(nextDue - System.nanoTime(), 1, 50_000));
      }
    }
    finish();
    return window(System.nanoTime() - start, false);
  }

  /** Waits for the answers that are under way. */
  void finish() throws IOException {
    sendNext = false;
    while (connections.stream().anyMatch(LoadConnection::isWaiting)) {
      if (selector.select(this::serve, 60_000) == 0) {
        throw new IOException("no answer came for 60 s");
      }
    }
  }

  /** How many new seals were answered over all windows. */
  long acknowledged() {
    return acknowledged;
  }

  @Override
  public void close() throws IOException {
    for (LoadConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }

  private void begin() {
    latency = new Histogram(LONGEST, 3);
    answers = 0;
    seals = 0;
    repeated = 0;
    bytes = 0;
  }

  private Window window(long nanos, boolean closed) {
    return new Window(
        nanos, answers, seals, repeated, bytes, latency, closed ? connections.size() : 0);
  }

  private void serve(SelectionKey key) {
    var connection = (LoadConnection) key.attachment();
    try {
      if (!connection.receive()) {
        return;
      }
      long now = System.nanoTime();
      LoadConnection.Answer answer = connection.answer();
      latency.recordValue(Math.min(LONGEST, now - connection.intendedAt()));
      answers++;
      bytes += answer.bytes();
      if (answer.status() == 201) {
        seals += connection.sealsPerRequest();
        acknowledged += connection.sealsPerRequest();
      } else {
        repeated++;
      }
      if (sendNext) {
        connection.send(now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the daemon broke off: " + e.getMessage(), e);
    }
  }
}
