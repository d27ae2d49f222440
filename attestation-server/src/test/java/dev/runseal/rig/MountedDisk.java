package dev.runseal.rig;

import dev.runseal.testhsm.Component;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file system of its own, which a test fills up or makes read-only. To mount one takes root;
 * without, the test is skipped and says so. Closing unmounts it.
 */
public final class MountedDisk implements AutoCloseable {
  private static final String FILLER = "filler";

  private final Path directory;

  private MountedDisk(Path directory) {
    this.directory = directory;
  }

  /** Memory of this many bytes, mounted at a new directory. */
  public static MountedDisk memory(Path directory, int bytes) throws IOException {
    Files.createDirectory(directory);
    String options = "size=%d,mode=0700".formatted(bytes);
    return mounted(List.of("mount", "-t", "tmpfs", "-o", options, "runseal-test"), directory);
  }

  /** An ext4 file system in a new file of this many bytes, mounted at a new directory. */
  public static MountedDisk ext4(Path image, Path directory, long bytes) throws IOException {
    try (var channel =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), bytes - 1);
    }
    run(List.of(Component.program("mkfs.ext4").toString(), "-q", "-F", image.toString()));
    Files.createDirectory(directory);
    return mount(image, directory);
  }

  /** Mounts what {@link #ext4} made, again. */
  public static MountedDisk mount(Path image, Path directory) throws IOException {
    return mounted(List.of("mount", "-o", "loop", image.toString()), directory);
  }

  private static MountedDisk mounted(List<String> command, Path directory) throws IOException {
    Result result = call(with(command, directory));
    Component.require(
        result.status() == 0, "no file system can be mounted here: " + result.output());
    return new MountedDisk(directory);
  }

  public Path directory() {
    return directory;
  }

  /** Leaves room for this many bytes, in pages, and no more. */
  public void fill(int free) throws IOException {
    Path filler = directory.resolve(FILLER);
    try (var channel =
        FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var page = ByteBuffer.allocate(4_096);
      for (long room = Files.getFileStore(filler).getUsableSpace(); room > free; room -= 4_096) {
        page.clear();
        channel.write(page);
      }
    }
  }

  public void makeRoom() throws IOException {
    Files.delete(directory.resolve(FILLER));
  }

  /** With {@code ro} or {@code rw}; the kernel refuses the first while a file is written to. */
  public void remount(String option) throws IOException {
    run(with(List.of("mount", "-o", "remount," + option), directory));
  }

  /** A file system that met an error and takes nothing any more, also in open files; ext4 only. */
  public void abort() throws IOException {
    remount("abort");
  }

  @Override
  public void close() throws IOException {
    Result result = call(with(List.of("umount"), directory));
    if (result.status() != 0) {
      // Whoever still has a file open there is a fault of the test, and nothing may stay mounted.
      run(with(List.of("umount", "--lazy"), directory));
      throw new IOException(result.output());
    }
  }

  private record Result(int status, String output) {}

  private static List<String> with(List<String> command, Path last) {
    return Stream.concat(command.stream(), Stream.of(last.toString())).toList();
  }

  private static void run(List<String> command) throws IOException {
    Result result = call(command);
    if (result.status() != 0) {
      throw new IOException("%s: %s".formatted(String.join(" ", command), result.output()));
    }
  }

  private static Result call(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.onExit().join().exitValue(), output.strip());
  }
}
