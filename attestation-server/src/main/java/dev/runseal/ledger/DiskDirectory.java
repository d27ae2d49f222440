package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A {@link LogDirectory} on disk. Its files and directories are their owner's alone. */
record DiskDirectory(Path top) implements LogDirectory {
  private static final Set<OpenOption> ANEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @Override
  public Path path(String name) {
    return top.resolve(name);
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(path(name));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    try (Stream<Path> files = Files.list(path(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public Bytes read(String name) throws IOException {
    return Bytes.takingOwnership(Files.readAllBytes(path(name)));
  }

  @Override
  public AppendFile open(String name) throws IOException {
    return DiskFile.open(path(name));
  }

  @Override
  public void write(String name, Bytes content) throws IOException {
    try (FileChannel channel = FileChannel.open(path(name), ANEW, OWNERS_FILE)) {
      ByteBuffer source = content.asBuffer();
      while (source.hasRemaining()) {
        channel.write(source);
      }
    }
  }

  @Override
  public void force(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  @Override
  public void makeDirectory(String name) throws IOException {
    Files.createDirectories(path(name), OWNERS_DIRECTORY);
  }

  @Override
  public void forceDirectory(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
