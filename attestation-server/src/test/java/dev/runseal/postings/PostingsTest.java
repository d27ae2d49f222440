package dev.runseal.postings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostingsTest {
  @TempDir Path parent;
  Path folder;

  @BeforeEach
  void folder() {
    folder = parent.resolve("index");
  }

  /** Adds, forgets, durable batches, stops, crashes: after each the answers of a plain list. */
  @Test
  void itAnswersAsAListWould() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("PostingsTest seed " + seed);
    Random random = new Random(seed);
    long size = 0;
    for (int round = 0; round < 40; round++) {
      Postings postings = open(folder, size);
      assertThat(postings.covered()).isLessThanOrEqualTo(size);
      for (long i = postings.covered(); i < size; i++) {
        Samples.add(postings, i);
        postings.durable();
        postings.awaitRoom();
      }
      for (int batch = random.nextInt(30); batch > 0; batch--) {
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
          Samples.add(postings, size + i);
        }
        if (random.nextInt(4) == 0) {
          // The batch did not become durable: it goes, newest first.
          for (int i = count - 1; i >= 0; i--) {
            postings.removeLast();
          }
        } else {
          size += count;
          postings.durable();
        }
        verify(postings, size, random);
      }
      if (random.nextBoolean()) {
        // A crash: what the disk held at some moment, while segments come and go.
        Path copy = parent.resolve("copy-" + round);
        copy(folder, copy);
        postings.close();
        folder = copy;
      } else {
        postings.close();
        Samples.verifyWhole(folder, size);
      }
    }
  }

  private static void verify(Postings postings, long size, Random random) throws IOException {
    for (int i = 0; i < 3 && size > 0; i++) {
      long index = random.nextLong(size);
      assertThat(postings.find(Samples.key(index))).contains(Samples.slot(index));
    }
    assertThat(postings.find(Samples.key(size))).isEmpty();
    long from = random.nextLong(size + 2);
    long before = from + random.nextLong(200);
    int limit = 1 + random.nextInt(100);
    List<Long> expected =
        LongStream.range(from, Math.min(before, size))
            .filter(i -> i % 2 == 0)
            .limit(limit)
            .boxed()
            .toList();
    assertThat(postings.find(Samples.declaration("common"), from, before, limit))
        .isEqualTo(expected);
  }

  @Test
  void aDeclarationOfManyEntriesIsReadPageByPage() throws Exception {
    long size = 3_000;
    try (Postings postings = open(folder, 0)) {
      fill(postings, 0, size);
      List<Long> all = new ArrayList<>();
      List<Long> page = postings.find(Samples.declaration("common"), 0, size, 77);
      while (!page.isEmpty()) {
        all.addAll(page);
        page = postings.find(Samples.declaration("common"), page.getLast() + 1, size, 77);
      }
      assertThat(all).isEqualTo(LongStream.range(0, size).filter(i -> i % 2 == 0).boxed().toList());
      assertThat(postings.find(Samples.declaration("1"), 0, size, 77)).containsExactly(1L);
      assertThat(postings.find(Samples.declaration("none"), 0, size, 77)).isEmpty();
    }
  }

  @Test
  void readersSeeEveryEntryWhileSegmentsAreMergedAway() throws Exception {
    var done = new AtomicBoolean();
    try (Postings postings = open(folder, 0)) {
      fill(postings, 0, 50);
      List<CompletableFuture<Long>> readers = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        readers.add(CompletableFuture.supplyAsync(() -> readUntil(done, postings)));
      }
      fill(postings, 50, 2_000);
      done.set(true);
      for (CompletableFuture<Long> each : readers) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  private static long readUntil(AtomicBoolean done, Postings postings) {
    long reads = 0;
    do {
      try {
        long index = reads++ % 50;
        assertThat(postings.find(Samples.key(index))).contains(Samples.slot(index));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    } while (!done.get());
    return reads;
  }

  @Test
  void aFullDiskStopsAddingWhenTheBacklogIsFullUntilThereIsRoom() throws Exception {
    var stopped = new CountDownLatch(1);
    var back = new CountDownLatch(1);
    var full = new FullFolder(DiskFolder.make(folder));
    var events =
        new PostingsEvents() {
          @Override
          public void stopped(Postings.Fault why) {
            stopped.countDown();
          }

          @Override
          public void goesOn() {
            back.countDown();
          }
        };
    try (Postings postings = Postings.open(full, Samples.ORIGIN, 0, Samples.SMALL, events)) {
      full.isFull = true;
      long size = 0;
      while (postings.findFault().isEmpty()) {
        Samples.add(postings, size++);
        postings.durable();
        assertThat(size).isLessThanOrEqualTo(12);
      }
      stopped.await();
      assertThat(postings.findFault().orElseThrow().why())
          .startsWith("index has 3 generations that are not on disk: ");
      assertThat(postings.find(Samples.key(5))).contains(Samples.slot(5));

      full.isFull = false;
      back.await();
      assertThat(postings.findFault()).isEmpty();
      fill(postings, size, 40);
    }
    Samples.verifyWhole(folder, 40);
  }

  @Test
  void aDamagedBlockIsAFaultUntilARestartThatMakesItAgain() throws Exception {
    try (Postings postings = open(folder, 0)) {
      fill(postings, 0, 3);
    }
    SegmentStackTest.flip(folder.resolve("0-3"), SegmentHeader.BLOCK + 100);
    try (Postings postings = open(folder, 3)) {
      String why = "index segment 0-3: block 1 does not have its checksum";
      assertThatThrownBy(() -> postings.find(Samples.key(1))).hasMessage(why);
      assertThat(postings.findFault())
          .contains(new Postings.Fault(why + ": a restart indexes its entries again", false));
    }
    try (Postings postings = open(folder, 3)) {
      assertThat(postings.covered()).isZero();
    }
  }

  @Test
  void whatTheLogDoesNotHaveIsForgotten() throws Exception {
    try (Postings postings = open(folder, 0)) {
      fill(postings, 0, 3);
    }
    try (Postings postings = open(folder, 2)) {
      assertThat(postings.covered()).isZero();
      assertThat(postings.find(Samples.key(2))).isEmpty();
    }
  }

  private static Postings open(Path folder, long size) throws IOException {
    return Postings.open(folder, Samples.ORIGIN, size, Samples.SMALL, new PostingsEvents() {});
  }

  private static void fill(Postings postings, long from, long to) throws IOException {
    for (long i = from; i < to; i++) {
      Samples.add(postings, i);
      postings.durable();
      postings.awaitRoom();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    for (String name : new DiskFolder(from).names()) {
      try {
        Files.copy(from.resolve(name), to.resolve(name));
      } catch (NoSuchFileException e) {
        // Merged away since the names were read: its entries are added again.
        assertThat(e.getFile()).endsWith(name);
      }
    }
  }

  /** A folder that can be full. */
  private static final class FullFolder implements Folder {
    private final DiskFolder folder;
    private volatile boolean isFull;

    FullFolder(DiskFolder folder) {
      this.folder = folder;
    }

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
          if (isFull) {
            throw new IOException("No space left on device");
          }
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
