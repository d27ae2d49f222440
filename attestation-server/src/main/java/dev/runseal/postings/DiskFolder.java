package dev.runseal.postings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A {@link Folder} on disk, which its owner alone can enter. */
record DiskFolder(Path path) implements Folder {
  private static final FileAttribute<?> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Makes the folder if it is not there. Its name need not be durable: it can be made again. */
  static DiskFolder make(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectory(path, OWNER_DIRECTORY);
    }
    return new DiskFolder(path);
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Override
  public Output create(String name) throws IOException {
    delete(name);
    FileChannel channel =
        FileChannel.open(
            path.resolve(name),
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            OWNER_FILE);
    return new Output() {
      @Override
      public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
          channel.write(source);
        }
      }

      @Override
      public void force() throws IOException {
        channel.force(true);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  @Override
  public FileChannel read(String name) throws IOException {
    return FileChannel.open(path.resolve(name), StandardOpenOption.READ);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
