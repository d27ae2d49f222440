package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A file on disk that tears or refuses a write, or fails an fsync, when it is told to. */
final class FaultyFile implements AppendFile {

  /** What the next operations of every file opened through this do. */
  static final class Plan implements LogDirectory.Opener {
    private volatile int bytesOfNextWrite = -1;
    private volatile boolean forceFails;
    private volatile boolean broken;
    private volatile boolean full;
    private volatile boolean readOnly;
    private volatile boolean crashes;
    private volatile @Nullable Semaphore forceGate;
    private final Semaphore forcing = new Semaphore(0);

    /** The next write stops after so many bytes and throws, and they can't be taken back. */
    void tearNextWrite(int bytes) {
      bytesOfNextWrite = bytes;
    }

    /** The next write throws what no disk throws: a bug of ours. */
    void crashNextWrite() {
      crashes = true;
    }

    /** From now on a write stops half way and throws. */
    void fill() {
      full = true;
    }

    /** Whether a file refuses every change, though it is open; what is in it can be forced. */
    void readOnly(boolean refuses) {
      readOnly = refuses;
    }

    void makeRoom() {
      full = false;
    }

    void failForce() {
      forceFails = true;
    }

    /** From now on an fsync waits until the gate opens. */
    void closeForceGate() {
      forceGate = new Semaphore(0);
    }

    void awaitForce() {
      forcing.acquireUninterruptibly();
    }

    void openForceGate() {
      Semaphore gate = forceGate;
      forceGate = null;
      if (gate != null) {
        gate.release(1 << 20);
      }
    }

    @Override
    public LogDirectory open(Path path) {
      broken = false;
      return new FaultyDirectory(new DiskDirectory(path), this);
    }
  }

  /** Its files that grow are faulty, and nothing else. */
  private record FaultyDirectory(LogDirectory files, Plan plan) implements LogDirectory {
    @Override
    public Path path(String name) {
      return files.path(name);
    }

    @Override
    public boolean exists(String name) throws IOException {
      return files.exists(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
      return files.list(directory);
    }

    @Override
    public Bytes read(String name) throws IOException {
      return files.read(name);
    }

    @Override
    public AppendFile open(String name) throws IOException {
      return new FaultyFile(files.open(name), plan);
    }

    @Override
    public void write(String name, Bytes content) throws IOException {
      files.write(name, content);
    }

    @Override
    public void force(String name) throws IOException {
      files.force(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      files.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      files.delete(name);
    }

    @Override
    public void makeDirectory(String name) throws IOException {
      files.makeDirectory(name);
    }

    @Override
    public void forceDirectory(String name) throws IOException {
      files.forceDirectory(name);
    }
  }

  private final AppendFile file;
  private final Plan plan;

  private FaultyFile(AppendFile file, Plan plan) {
    this.file = file;
    this.plan = plan;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void read(ByteBuffer target, long at) throws IOException {
    file.read(target, at);
  }

  @Override
  public void write(ByteBuffer source, long at) throws IOException {
    if (plan.crashes) {
      throw new IllegalStateException("a bug");
    }
    verifyNotReadOnly();
    int limit = plan.bytesOfNextWrite;
    if (limit < 0 && plan.full) {
      limit = source.remaining() / 2;
    } else if (limit >= 0) {
      plan.bytesOfNextWrite = -1;
      plan.broken = true;
    }
    if (limit >= 0) {
      file.write(source.slice(source.position(), Math.min(limit, source.remaining())), at);
      throw new IOException("No space left on device");
    }
    file.write(source, at);
  }

  @Override
  public void truncate(long size) throws IOException {
    verifyNotReadOnly();
    if (plan.broken) {
      throw new IOException("Input/output error");
    }
    file.truncate(size);
  }

  private void verifyNotReadOnly() throws IOException {
    if (plan.readOnly) {
      throw new IOException("Read-only file system");
    }
  }

  @Override
  public void force() throws IOException {
    Semaphore gate = plan.forceGate;
    if (gate != null) {
      plan.forcing.release();
      gate.acquireUninterruptibly();
    }
    if (plan.forceFails) {
      throw new IOException("Input/output error");
    }
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
