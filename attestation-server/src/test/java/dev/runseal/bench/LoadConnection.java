package dev.runseal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of a {@link Load}, with one request in flight. Owned by the load's one thread. */
final class LoadConnection {
  private static final int MAX_HEAD = 4 * 1024;
  private static final String LENGTH = "\r\ncontent-length:";

  /** An answer that has arrived whole. */
  record Answer(int status, int bytes) {}

  private final SocketChannel channel;
  private final SealRequest requests;

  /** Shared by all connections: nothing of it is kept beyond a call. */
  private final ByteBuffer in;

  private final StringBuilder head = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private boolean waiting;
  private boolean headRead;
  private int status;
  private int length;
  private int bodyLeft;
  private long intendedAt;

  LoadConnection(SocketChannel channel, SealRequest requests, ByteBuffer in) {
    this.channel = channel;
    this.requests = requests;
    this.in = in;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** When the request that is or was in flight ought to have been sent. */
  long intendedAt() {
    return intendedAt;
  }

  int sealsPerRequest() {
    return requests.seals();
  }

  void close() throws IOException {
    channel.close();
  }

  /** Sends the next request; its latency counts from {@code intendedAt}, which may be past. */
  void send(long intendedAt) throws IOException {
    ByteBuffer out = requests.next();
    this.intendedAt = intendedAt;
    while (out.hasRemaining()) {
      channel.write(out); // a request is far smaller than the socket's buffer
    }
    waiting = true;
    headRead = false;
    head.setLength(0);
    refusal.setLength(0);
  }

  /** Takes what has come; true once the whole answer is there. */
  boolean receive() throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      throw new IOException("end of stream instead of an answer");
    }
    in.flip();
    if (!headRead && !readHead()) {
      return false;
    }
    bodyLeft -= in.remaining();
    if (status >= 300) {
      refusal.append(StandardCharsets.UTF_8.decode(in));
    }
    if (bodyLeft > 0) {
      return false;
    }
    if (bodyLeft < 0) {
      throw new IOException("the answer goes on %d bytes after its body".formatted(-bodyLeft));
    }
    waiting = false;
    return true;
  }

  /** The answer that {@link #receive} has just completed; a refusal is thrown. */
  Answer answer() throws IOException {
    if (status >= 300) {
      throw new IOException("answer is %d %s".formatted(status, refusal));
    }
    return new Answer(status, length);
  }

  /** Leaves the buffer at the first byte of the body. */
  private boolean readHead() throws IOException {
    while (in.hasRemaining()) {
      head.append((char) in.get());
      int end = head.length();
      if (end >= 4 && head.charAt(end - 1) == '\n' && head.charAt(end - 3) == '\n') {
        parseHead();
        return true;
      }
      if (end > MAX_HEAD) {
        throw new IOException("answer has a head of more than %d bytes".formatted(MAX_HEAD));
      }
    }
    return false;
  }

  private void parseHead() throws IOException {
    String text = head.toString();
    status = Integer.parseInt(text, 9, 12, 10);
    int at = text.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (at < 0) {
      throw new IOException("answer %d has no content-length".formatted(status));
    }
    int end = text.indexOf('\r', at + LENGTH.length());
    length = Integer.parseInt(text.substring(at + LENGTH.length(), end).strip());
    bodyLeft = length;
    headRead = true;
  }
}
