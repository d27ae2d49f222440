package dev.runseal.client;

import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException.Reason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One HTTP/1.1 connection to a daemon's Unix socket, kept alive between requests. Bounded in time
 * (each request as a whole) and size. Used by one thread at a time; after an exception it is of no
 * more use, and {@link #isReusable} says whether the daemon hung up after an answer.
 *
 * <p>spec: RFC 9110, RFC 9112
 */
public final class UnixSocketClient implements AutoCloseable {
  private static final int MAX_HEAD = 16 * 1024;
  private static final int MAX_BODY = 16 * 1024 * 1024;
  private static final Bytes END_OF_HEAD = Bytes.utf8("\r\n\r\n");

  private final Path socket;
  private final Duration timeout;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /** Holds what came beyond the bytes already taken; always ready to be read from. */
  private final ByteBuffer received = ByteBuffer.allocate(MAX_HEAD).flip();

  private boolean reusable = true;

  private UnixSocketClient(
      Path socket, Duration timeout, SocketChannel channel, Selector selector, SelectionKey key) {
    this.socket = socket;
    this.timeout = timeout;
    this.channel = channel;
    this.selector = selector;
    this.key = key;
  }

  public static UnixSocketClient connect(Path socket, Duration timeout) throws ClientException {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        var key = channel.register(selector, SelectionKey.OP_READ);
        return new UnixSocketClient(socket, timeout, channel, selector, key);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new ClientException(
          Reason.UNREACHABLE,
          "no daemon answers at %s (%s): start it with runseal serve, or name its socket"
              .formatted(socket, e.getMessage()),
          e);
    }
  }

  public Reply get(String path) throws ClientException {
    return request("GET", path, Map.of(), Bytes.EMPTY);
  }

  public Reply post(String path, Bytes json) throws ClientException {
    return request("POST", path, Map.of("Content-Type", "application/json"), json);
  }

  /**
   * Sends one request and waits for its answer. {@code Host} and {@code Content-Length} are filled
   * in; {@code path} is sent as it is.
   */
  public Reply request(String method, String path, Map<String, String> headers, Bytes body)
      throws ClientException {
    if (!reusable) {
      throw new IllegalStateException("the daemon hung up on this connection: connect anew");
    }
    reusable = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      // In one piece, so that the daemon wakes once.
      Bytes request = Bytes.concat(head(method, path, headers, body), body);
      boolean sentAll = send(request.asBuffer(), deadline);
      ReplyHead head = ReplyHead.parse(receiveHead(deadline), MAX_BODY);
      Bytes answer = receive(head.bodyLength(), deadline);
      reusable = sentAll && !head.closes();
      return new Reply(head.status(), head.headers(), answer);
    } catch (IOException e) {
      throw new ClientException(
          Reason.NO_ANSWER, "the daemon at %s hung up: %s".formatted(socket, e.getMessage()), e);
    }
  }

  /** Whether another request can be sent on this connection. */
  public boolean isReusable() {
    return reusable;
  }

  @Override
  public void close() {
    reusable = false;
    try (channel) {
      selector.close();
    } catch (IOException e) {
      // Nothing is lost: every answer was read to its end before it was handed out.
      return;
    }
  }

  private static Bytes head(String method, String path, Map<String, String> headers, Bytes body) {
    var head = new StringBuilder(256);
    head.append(printable(method)).append(' ').append(printable(path));
    head.append(" HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, value) ->
        head.append(printable(name)).append(": ").append(printable(value)).append("\r\n"));
    if (body.length() > 0 || method.equals("POST")) {
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    head.append("\r\n");
    return Bytes.utf8(head.toString());
  }

  private static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        throw new IllegalArgumentException(
            "request target or header holds U+%04X".formatted((int) c));
      }
    }
    return text;
  }

  /** False when the daemon answered, or hung up, before it had taken everything. */
  private boolean send(ByteBuffer bytes, long deadline) throws IOException, ClientException {
    while (bytes.hasRemaining()) {
      int written;
      try {
        written = channel.write(bytes);
      } catch (IOException e) {
        // A daemon that refuses a long body answers first and hangs up: its answer is still there.
        return false;
      }
      if (written == 0) {
        await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline);
        if (key.isReadable()) {
          return false;
        }
      }
    }
    return true;
  }

  private String receiveHead(long deadline) throws IOException, ClientException {
    int searched = 0;
    while (true) {
      int end = indexOfEnd(searched);
      if (end >= 0) {
        byte[] head = new byte[end - received.position()];
        received.get(head);
        received.position(received.position() + END_OF_HEAD.length());
        return new String(head, StandardCharsets.ISO_8859_1);
      }
      searched = Math.max(0, received.remaining() - END_OF_HEAD.length() + 1);
      received.compact();
      if (!received.hasRemaining()) {
        throw new ClientException(
            Reason.BAD_ANSWER, "answer has a head of more than %d bytes".formatted(MAX_HEAD));
      }
      try {
        fill(received, deadline);
      } finally {
        received.flip();
      }
    }
  }

  private int indexOfEnd(int searched) {
    for (int i = received.position() + searched;
        i <= received.limit() - END_OF_HEAD.length();
        i++) {
      if (received.slice(i, END_OF_HEAD.length()).equals(END_OF_HEAD.asBuffer())) {
        return i;
      }
    }
    return -1;
  }

  private Bytes receive(int length, long deadline) throws IOException, ClientException {
    ByteBuffer body = ByteBuffer.allocate(length);
    int early = Math.min(length, received.remaining());
    body.put(received.slice(received.position(), early));
    received.position(received.position() + early);
    if (received.hasRemaining()) {
      throw new ClientException(
          Reason.BAD_ANSWER,
          "answer goes on %d bytes after its body".formatted(received.remaining()));
    }
    while (body.hasRemaining()) {
      fill(body, deadline);
    }
    return Bytes.takingOwnership(body.array());
  }

  private void fill(ByteBuffer target, long deadline) throws IOException, ClientException {
    int count;
    while ((count = channel.read(target)) == 0) {
      await(SelectionKey.OP_READ, deadline);
    }
    if (count < 0) {
      throw new ClientException(
          Reason.NO_ANSWER, "the daemon at %s hung up without a full answer".formatted(socket));
    }
  }

  private void await(int operations, long deadline) throws IOException, ClientException {
    key.interestOps(operations);
    while (true) {
      long left = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000);
      if (left <= 0) {
        throw new ClientException(
            Reason.NO_ANSWER,
            "the daemon at %s did not answer within %d ms".formatted(socket, timeout.toMillis()));
      }
      selector.selectedKeys().clear();
      if (selector.select(left) > 0) {
        return;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ClientException(
            Reason.NO_ANSWER, "waiting for the daemon at %s was interrupted".formatted(socket));
      }
    }
  }
}
