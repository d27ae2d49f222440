package dev.runseal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * One connection of {@link SealLoad}: one request in flight, written from a prepared array in which
 * only the execution and the digest change. Owned by the load's one thread.
 */
final class SealConnection {
  private static final String CREATED = "HTTP/1.1 201 ";

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
  private final RandomGenerator random;
  private final String prefix;
  private long sequence;
  private long sentAt;
  private boolean waiting;

  SealConnection(SocketChannel channel, int number) {
    this.channel = channel;
    this.random = RandomGenerator.of("Xoroshiro128PlusPlus");
    this.prefix = "bench-%016x-%d-".formatted(random.nextLong(), number);
  }

  boolean isWaiting() {
    return waiting;
  }

  long nanosWaited() {
    return System.nanoTime() - sentAt;
  }

  void close() throws IOException {
    channel.close();
  }

  void send() throws IOException {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    String body =
        "{\"declaration\":\"sha256:"
            + HexFormat.of().formatHex(digest)
            + "\",\"execution\":\""
            + prefix
            + sequence++
            + "\"}";
    String request =
        "POST /v1/seals HTTP/1.1\r\nHost: runseal\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    sentAt = System.nanoTime();
    while (out.hasRemaining()) {
      channel.write(out); // a request is far smaller than the socket's buffer
    }
    waiting = true;
  }

  /** Returns the body's length once the whole answer is there, −1 before. */
  int receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new IOException("end of stream instead of an answer");
    }
    int headEnd = headEnd();
    if (headEnd < 0) {
      return -1;
    }
    String head = new String(in.array(), 0, headEnd, StandardCharsets.US_ASCII);
    int length = contentLength(head);
    if (in.position() < headEnd + length) {
      return -1;
    }
    if (!head.startsWith(CREATED)) {
      throw new IOException(
          "answer is %s"
              .formatted(new String(in.array(), 0, headEnd + length, StandardCharsets.UTF_8)));
    }
    in.clear();
    waiting = false;
    return length;
  }

  private int headEnd() {
    byte[] bytes = in.array();
    for (int i = 3; i < in.position(); i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int contentLength(String head) throws IOException {
    String name = "\r\ncontent-length:";
    for (int i = 0; i + name.length() < head.length(); i++) {
      if (head.regionMatches(true, i, name, 0, name.length())) {
        int end = head.indexOf('\r', i + 2);
        return Integer.parseInt(head.substring(i + name.length(), end).strip());
      }
    }
    throw new IOException("answer has no content-length");
  }
}
