package dev.runseal.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The place of the Unix socket, made ready to be bound: a socket that a dead daemon left is
 * removed; a live one, or anything else that stands there, is not.
 */
final class ListeningPath {
  private static final String KEY = "listen.socket";
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  private ListeningPath() {}

  static void clear(Path socket) throws ConfigException {
    Path directory = socket.getParent();
    if (directory == null) {
      throw new ConfigException(KEY, "found /, expected the path of a socket", "add its name");
    }
    verifyDirectory(directory);
    try {
      if ((mode(socket) & FILE_TYPE) != SOCKET) {
        throw new ConfigException(
            KEY, socket + " is there and is no socket", "choose another path, or remove it");
      }
      if (answers(socket)) {
        throw new ConfigException(
            KEY, "another process listens at " + socket, "stop it, or choose another path");
      }
      Files.delete(socket);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new ConfigException(
          KEY, "%s can't be removed (%s)".formatted(socket, e), "remove it by hand", e);
    }
  }

  /** Who can write to the directory can put a socket of his own in the place of ours. */
  private static void verifyDirectory(Path directory) throws ConfigException {
    try {
      int mode = mode(directory);
      if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
        throw new ConfigException(
            KEY,
            "directory %s is writable by others".formatted(directory),
            "run chmod go-w " + directory);
      }
    } catch (IOException e) {
      throw new ConfigException(
          KEY, "there is no directory " + directory, "make it with mkdir -m 755 " + directory, e);
    }
  }

  private static boolean answers(Path socket) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }
}
