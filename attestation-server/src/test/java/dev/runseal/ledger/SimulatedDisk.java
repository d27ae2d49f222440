package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps apart what programs read and what a power cut leaves, and at which
 * every step that changes something can be made to fail. It promises as little as POSIX does: a
 * file's content lasts when the file was forced, its name when its directory was, and after a force
 * that failed the next one says yes and has written nothing.
 */
final class SimulatedDisk implements LogDirectory {
  /** What a step does that fails; {@code dies} ends the process with it. */
  record Fault(int step, Kind kind, boolean dies) {
    enum Kind {
      FAILED,
      PERSISTED,
      TORN
    }
  }

  /** What of that which was not forced is there after a power cut. */
  enum Survives {
    NOTHING,
    EVERYTHING,
    SOME
  }

  private static final class Inode {
    private byte[] live = new byte[0];
    private byte[] synced = new byte[0];

    /** What a failed force left unwritten, and no later one will write. */
    private boolean lost;
  }

  private final Map<String, Inode> live = new TreeMap<>();
  private final Map<String, Inode> synced = new TreeMap<>();
  private final Set<String> directories = new TreeSet<>(Set.of(""));
  private final Set<String> syncedDirectories = new TreeSet<>(Set.of(""));
  private @Nullable Fault fault;
  private int readOnlyFrom;
  private int readOnlySteps;
  private int steps;
  private boolean dead;

  /** From now on steps are counted, from 1 on, and this one fails. */
  void plan(@Nullable Fault next) {
    fault = next;
    readOnlySteps = 0;
    steps = 0;
  }

  /** The same, but so many steps from this one on are refused; what is forced is not. */
  void planReadOnly(int from, int count) {
    plan(null);
    readOnlyFrom = from;
    readOnlySteps = count;
  }

  int steps() {
    return steps;
  }

  boolean dead() {
    return dead;
  }

  /** What a power cut leaves. */
  SimulatedDisk powerCut(Survives survives, Random random) {
    var left = new SimulatedDisk();
    for (String directory : directories) {
      if (syncedDirectories.contains(directory) || survives(survives, random)) {
        if (left.directories.contains(parent(directory))) {
          left.directories.add(directory);
          left.syncedDirectories.add(directory);
        }
      }
    }
    Set<String> names = new HashSet<>(live.keySet());
    names.addAll(synced.keySet());
    for (String name : names) {
      Inode inode = survives(survives, random) ? live.get(name) : synced.get(name);
      if (inode != null && left.directories.contains(parent(name))) {
        var copy = new Inode();
        copy.live = content(inode, survives, random);
        copy.synced = copy.live;
        left.live.put(name, copy);
        left.synced.put(name, copy);
      }
    }
    return left;
  }

  /** What {@code kill -9} leaves: all of it, and nothing is more durable than it was. */
  SimulatedDisk processDeath() {
    dead = false;
    fault = null;
    return this;
  }

  private static boolean survives(Survives survives, Random random) {
    return switch (survives) {
      case NOTHING -> false;
      case EVERYTHING -> true;
      case SOME -> random.nextBoolean();
    };
  }

  private static byte[] content(Inode inode, Survives survives, Random random) {
    return switch (survives) {
      case NOTHING -> inode.synced;
      case EVERYTHING -> inode.live;
      case SOME -> {
        // A length that arrived, and of the bytes a part; the rest reads as zeros.
        byte[] content = inode.synced;
        int longer = Math.max(0, inode.live.length - content.length);
        int known = content.length;
        if (longer > 0 && random.nextBoolean()) {
          content = Arrays.copyOf(content, known + random.nextInt(longer + 1));
          int arrived = known + random.nextInt(content.length - known + 1);
          System.arraycopy(inode.live, known, content, known, arrived - known);
        } else if (random.nextBoolean()) {
          content = inode.live;
        }
        yield content;
      }
    };
  }

  private Fault.@Nullable Kind step(boolean forces) throws IOException {
    if (dead) {
      throw new IOException("the process is dead");
    }
    steps++;
    if (!forces && steps >= readOnlyFrom && steps < readOnlyFrom + readOnlySteps) {
      throw new IOException("Read-only file system");
    }
    if (fault == null || fault.step() != steps) {
      return null;
    }
    dead = fault.dies();
    return fault.kind();
  }

  private static IOException failed() {
    return new IOException("Input/output error");
  }

  private static String parent(String name) {
    return LogDirectory.parent(name);
  }

  private Inode inode(String name) throws NoSuchFileException {
    Inode inode = live.get(name);
    if (inode == null) {
      throw new NoSuchFileException(name);
    }
    return inode;
  }

  @Override
  public Path path(String name) {
    return Path.of("/disk").resolve(name);
  }

  @Override
  public boolean exists(String name) {
    return live.containsKey(name) || directories.contains(name);
  }

  @Override
  public List<String> list(String directory) {
    Set<String> names = new TreeSet<>();
    for (Set<String> all : List.of(live.keySet(), directories)) {
      all.stream()
          .filter(name -> !name.isEmpty() && parent(name).equals(directory))
          .map(name -> name.substring(name.lastIndexOf('/') + 1))
          .forEach(names::add);
    }
    return List.copyOf(names);
  }

  @Override
  public Bytes read(String name) throws IOException {
    return Bytes.of(inode(name).live);
  }

  @Override
  public AppendFile open(String name) throws IOException {
    return new Growing(name, inode(name));
  }

  @Override
  public void write(String name, Bytes content) throws IOException {
    if (!directories.contains(parent(name))) {
      throw new NoSuchFileException(name);
    }
    Fault.Kind kind = step(false);
    if (kind != Fault.Kind.FAILED) {
      Inode inode = live.computeIfAbsent(name, key -> new Inode());
      byte[] all = content.toArray();
      inode.live = kind == Fault.Kind.TORN ? Arrays.copyOf(all, all.length / 2) : all;
      inode.lost = false;
    }
    if (kind != null) {
      throw failed();
    }
  }

  @Override
  public void force(String name) throws IOException {
    force(inode(name));
  }

  private void force(Inode inode) throws IOException {
    Fault.Kind kind = step(true);
    if (kind == Fault.Kind.FAILED || kind == Fault.Kind.TORN) {
      int half = (inode.live.length + inode.synced.length) / 2;
      if (kind == Fault.Kind.TORN && inode.live.length > inode.synced.length) {
        inode.synced = Arrays.copyOf(inode.live, half);
      }
      inode.lost = true;
    } else if (!inode.lost) {
      inode.synced = inode.live.clone();
    }
    if (kind != null) {
      throw failed();
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Inode inode = inode(from);
    Fault.Kind kind = step(false);
    if (kind != Fault.Kind.FAILED) {
      live.remove(from);
      live.put(to, inode);
    }
    if (kind != null) {
      throw failed();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Fault.Kind kind = step(false);
    if (kind != Fault.Kind.FAILED) {
      live.remove(name);
      directories.remove(name);
    }
    if (kind != null) {
      throw failed();
    }
  }

  @Override
  public void makeDirectory(String name) throws IOException {
    Fault.Kind kind = step(false);
    if (kind != Fault.Kind.FAILED) {
      for (String each = name; !each.isEmpty(); each = parent(each)) {
        directories.add(each);
      }
    }
    if (kind != null) {
      throw failed();
    }
  }

  @Override
  public void forceDirectory(String name) throws IOException {
    Fault.Kind kind = step(true);
    if (kind != Fault.Kind.FAILED) {
      boolean torn = kind == Fault.Kind.TORN;
      synced.keySet().removeIf(each -> parent(each).equals(name) && !live.containsKey(each));
      live.forEach((each, inode) -> {
        if (parent(each).equals(name) && !(torn && each.hashCode() % 2 == 0)) {
          synced.put(each, inode);
        }
      });
      syncedDirectories.removeIf(each -> parent(each).equals(name) && !directories.contains(each));
      directories.stream()
          .filter(each -> parent(each).equals(name))
          .forEach(syncedDirectories::add);
    }
    if (kind != null) {
      throw failed();
    }
  }

  private final class Growing implements AppendFile {
    private final String name;
    private final Inode inode;

    Growing(String name, Inode inode) {
      this.name = name;
      this.inode = inode;
    }

    @Override
    public long size() throws IOException {
      return inode(name).live.length;
    }

    @Override
    public void read(ByteBuffer target, long at) throws IOException {
      if (at + target.remaining() > inode.live.length) {
        throw new EOFException(name);
      }
      target.put(inode.live, (int) at, target.remaining());
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      Fault.Kind kind = step(false);
      int length =
          kind == Fault.Kind.TORN
              ? source.remaining() / 2
              : kind == Fault.Kind.FAILED ? 0 : source.remaining();
      byte[] grown = Arrays.copyOf(inode.live, Math.max(inode.live.length, (int) at + length));
      source.get(grown, (int) at, length);
      inode.live = grown;
      if (kind != null) {
        throw failed();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      Fault.Kind kind = step(false);
      if (kind != Fault.Kind.FAILED) {
        inode.live = Arrays.copyOf(inode.live, (int) size);
      }
      if (kind != null) {
        throw failed();
      }
    }

    @Override
    public void force() throws IOException {
      SimulatedDisk.this.force(inode);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
