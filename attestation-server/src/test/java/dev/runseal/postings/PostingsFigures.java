package dev.runseal.postings;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The figures of docs/decisions/log-index.md: {@code PostingsFigures FOLDER ENTRIES…}. Keys are
 * drawn from a generator, so that hashing is not what is measured; each entry has a key and a
 * declaration.
 */
public final class PostingsFigures {
  private static final int LOOKUPS = 200_000;

  private final Path path;
  private final AtomicLong written = new AtomicLong();

  private PostingsFigures(Path path) {
    this.path = path;
  }

  public static void main(String[] args) throws IOException {
    var figures = new PostingsFigures(Path.of(args[0]));
    // Twice, and the first not shown: it is the compiler's.
    figures.measure(200_000, false);
    for (String count : List.of(args).subList(1, args.length)) {
      figures.measure(Long.parseLong(count), true);
    }
  }

  private void measure(long count, boolean shown) throws IOException {
    delete();
    written.set(0);
    long start = cpu();
    fill(count);
    long filled = cpu() - start;
    start = cpu();
    try (Postings postings = open(count)) {
      long opened = cpu() - start;
      awaitMerges();
      long negative = lookups(postings, new SplittableRandom(1), 1, count);
      long positive = lookups(postings, new SplittableRandom(2), 0, count);
      if (shown) {
        System.out.printf(
            "%,d entries: fill %.2f us each, new key %.2f us, known key %.2f us, open %.1f ms (cpu),"
                + " %.1f bytes an entry in %d segments, written %.2f times%n",
            count,
            filled / 1e3 / count,
            negative / 1e3 / LOOKUPS,
            positive / 1e3 / LOOKUPS,
            opened / 1e6,
            (double) size() / count,
            new DiskFolder(path).names().size(),
            (double) written.get() / size());
      }
    }
    delete();
  }

  /** What the filling left to be merged would share the processor with the lookups. */
  private void awaitMerges() throws IOException {
    var policy =
        new MergePolicy(PostingsOptions.DEFAULT.generation(), PostingsOptions.DEFAULT.fanIn());
    boolean more = true;
    while (more) {
      LockSupport.parkNanos(100_000_000);
      SegmentChain chain = SegmentChain.find(new DiskFolder(path), Samples.ORIGIN);
      more = !policy.choose(chain.segments()).isEmpty();
      for (Segment each : chain.segments()) {
        each.close();
      }
    }
  }

  private void fill(long count) throws IOException {
    try (Postings postings = open(0)) {
      for (long i = 0; i < count; i++) {
        postings.add(i, key(i, 0), key(i, 2), Optional.of(key(i, 3)));
        postings.durable();
        postings.awaitRoom();
      }
    }
  }

  private static long lookups(Postings postings, SplittableRandom random, int kind, long count)
      throws IOException {
    long nanos = 0;
    int found = 0;
    for (int round = 0; round < 2; round++) {
      found = 0;
      long start = cpu();
      for (int i = 0; i < LOOKUPS; i++) {
        found += postings.find(key(random.nextLong(count), kind)).isPresent() ? 1 : 0;
      }
      nanos = cpu() - start;
    }
    if (found != (kind == 0 ? LOOKUPS : 0)) {
      throw new AssertionError("%d of %d keys are found".formatted(found, LOOKUPS));
    }
    return nanos;
  }

  /** Different for each entry and kind, and spread as a digest's halves are. */
  private static EntryKey key(long index, int kind) {
    var random = new SplittableRandom(4 * index + kind);
    return new EntryKey(random.nextLong(), random.nextLong());
  }

  /** Processor time of this thread: the machine is shared. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private Postings open(long size) throws IOException {
    return Postings.open(
        new CountingFolder(DiskFolder.make(path), written),
        Samples.ORIGIN,
        size,
        PostingsOptions.DEFAULT,
        new PostingsEvents() {});
  }

  private long size() throws IOException {
    long size = 0;
    for (String name : new DiskFolder(path).names()) {
      size += Files.size(path.resolve(name));
    }
    return size;
  }

  private void delete() throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A folder that counts what is written to it. */
  private record CountingFolder(DiskFolder folder, AtomicLong written) implements Folder {
    @Override
    public List<String> names() throws IOException {
      return folder.names();
    }

    @Override
    public Output create(String name) throws IOException {
      Output out = folder.create(name);
      return new Output() {
        @Override
        public void write(ByteBuffer source) throws IOException {
          written.addAndGet(source.remaining());
          out.write(source);
        }

        @Override
        public void force() throws IOException {
          out.force();
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
      folder.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      folder.delete(name);
    }

    @Override
    public void sync() throws IOException {
      folder.sync();
    }
  }
}
