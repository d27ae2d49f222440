package dev.runseal.postings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder whose n-th change, and everything after it, fails. What a crash leaves is then made by
 * {@link #powerLoss}: names that were not synced are undone, and files that were not forced are cut
 * in half.
 */
final class CrashingFolder implements Folder {
  private interface Undo {
    void undo() throws IOException;
  }

  private final DiskFolder folder;
  private final int crashAt;
  private int changes;
  private final Deque<Undo> unsynced = new ArrayDeque<>();
  private final Map<Path, Boolean> unforced = new HashMap<>();

  CrashingFolder(DiskFolder folder, int crashAt) {
    this.folder = folder;
    this.crashAt = crashAt;
  }

  boolean crashed() {
    return changes >= crashAt;
  }

  void powerLoss() throws IOException {
    for (Path file : unforced.keySet()) {
      if (Files.exists(file)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(channel.size() / 2);
        }
      }
    }
    while (!unsynced.isEmpty()) {
      unsynced.pop().undo();
    }
  }

  private void change() throws IOException {
    if (++changes >= crashAt) {
      throw new IOException("crash");
    }
  }

  @Override
  public List<String> names() throws IOException {
    return folder.names();
  }

  @Override
  public Output create(String name) throws IOException {
    change();
    Output out = folder.create(name);
    Path path = folder.path().resolve(name);
    unforced.put(path, true);
    return new Output() {
      @Override
      public void write(ByteBuffer source) throws IOException {
        if (changes + 1 >= crashAt) {
          out.write(source.slice(0, source.remaining() / 2));
        }
        change();
        out.write(source);
      }

      @Override
      public void force() throws IOException {
        change();
        out.force();
        unforced.remove(path);
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  @Override
  public FileChannel read(String name) throws IOException {
    return folder.read(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    folder.rename(from, to);
    unsynced.push(() -> folder.rename(to, from));
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    Path path = folder.path().resolve(name);
    if (Files.exists(path)) {
      byte[] content = Files.readAllBytes(path);
      folder.delete(name);
      unsynced.push(() -> Files.write(path, content));
    }
  }

  @Override
  public void sync() throws IOException {
    change();
    folder.sync();
    unsynced.clear();
  }
}
