package dev.runseal.tpmdevice;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A TPM behind a device or a socket that takes commands and gives responses as they are, without a
 * frame.
 */
final class ChannelTransport implements TpmTransport {
  private static final int SIZE_AT = 2;

  private final ByteChannel channel;

  private ChannelTransport(ByteChannel channel) {
    this.channel = channel;
  }

  static ChannelTransport open(Path device) throws IOException {
    return new ChannelTransport(
        FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  static ChannelTransport connect(SocketAddress address) throws IOException {
    return new ChannelTransport(SocketChannel.open(address));
  }

  @Override
  public byte[] exchange(byte[] command) throws IOException {
    // The kernel's device takes a command in one write and gives the response in one read.
    ByteBuffer out = ByteBuffer.wrap(command);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    ByteBuffer in = ByteBuffer.allocate(MAX_RESPONSE);
    while (in.position() < HEADER || in.position() < in.getInt(SIZE_AT)) {
      if (in.position() >= HEADER && in.getInt(SIZE_AT) > MAX_RESPONSE) {
        throw new IOException(
            "response says it has %d bytes, expected at most %d"
                .formatted(in.getInt(SIZE_AT), MAX_RESPONSE));
      }
      if (channel.read(in) < 0) {
        throw new EOFException("connection ended after %d bytes".formatted(in.position()));
      }
    }
    byte[] response = new byte[in.position()];
    in.flip().get(response);
    return response;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Everything that was asked has been answered: nothing is lost with the connection.
      return;
    }
  }
}
