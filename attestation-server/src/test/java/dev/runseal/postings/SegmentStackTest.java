package dev.runseal.postings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the folder after a crash at each change of it, after damage, and after a merge. */
class SegmentStackTest {
  @TempDir Path parent;
  DiskFolder folder;
  final List<String> notices = new ArrayList<>();

  @BeforeEach
  void folder() throws IOException {
    folder = DiskFolder.make(parent.resolve("index"));
  }

  @Test
  void everyCrashLeavesWhatWasWrittenBefore() throws Exception {
    verifyEveryCrash(false);
  }

  @Test
  void everyLossOfPowerLeavesWhatWasWrittenBefore() throws Exception {
    verifyEveryCrash(true);
  }

  private void verifyEveryCrash(boolean power) throws Exception {
    boolean crashed = true;
    int crashAt = 1;
    for (; crashed; crashAt++) {
      Path path = parent.resolve("crash-" + crashAt);
      var crashing = new CrashingFolder(DiskFolder.make(path), crashAt);
      long[] written = {0};
      try {
        work(crashing, written);
      } catch (IOException e) {
        assertThat(e).hasMessage("crash");
      }
      crashed = crashing.crashed();
      if (crashed && power) {
        crashing.powerLoss();
      }

      try (SegmentStack stack = open(new DiskFolder(path))) {
        assertThat(stack.covered()).as("crash at %d", crashAt).isGreaterThanOrEqualTo(written[0]);
        assertThat(new DiskFolder(path).names())
            .as("crash at %d", crashAt)
            .containsExactlyInAnyOrderElementsOf(
                stack.segments().stream().map(each -> each.range().toString()).toList());
        Samples.verifyWhole(path, stack.covered());
      }
      assertThat(notices).isEmpty();
    }
    assertThat(crashAt).isGreaterThan(30);
  }

  /** Three generations, a merge, two more and a merge of all. */
  private static void work(Folder crashing, long[] written) throws IOException {
    try (SegmentStack stack = SegmentStack.open(crashing, Samples.ORIGIN, problem -> {})) {
      for (long i = 0; i < 5; i++) {
        stack.write(Samples.generation(40 * i, 40 * i + 40));
        written[0] = 40 * i + 40;
        if (i == 2 || i == 4) {
          stack.merge(stack.segments(), SegmentWriter.Pace.NONE);
        }
      }
    }
  }

  @Test
  void aMergeHoldsWhatItsInputsHeld() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 300, 301, 1000);
      stack.merge(stack.segments(), SegmentWriter.Pace.NONE);
    }
    assertThat(folder.names()).containsExactly("0-1000");
    Samples.verifyWhole(folder.path(), 1000);
  }

  @Test
  void aSegmentThatWasMergedAwaySaysThatItIsClosed() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 40, 80);
      List<Segment> before = stack.segments();
      stack.merge(before, SegmentWriter.Pace.NONE);

      assertThatThrownBy(() -> before.getFirst().find(Samples.key(3)))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(stack.segments().getFirst().find(Samples.key(3))).contains(Samples.slot(3));
    }
  }

  @Test
  void aReaderThatIsInterruptedLeavesTheSegmentToOthers() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 40);
      Segment segment = stack.segments().getFirst();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> segment.find(Samples.key(3)))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(segment.find(Samples.key(3))).contains(Samples.slot(3));
    }
  }

  @Test
  void everyChangedByteIsNoticed() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 3);
    }
    Path path = folder.path().resolve("0-3");
    byte[] whole = Files.readAllBytes(path);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Files.write(path, changed);

      assertThatThrownBy(this::readAll).as("byte %d", at).isInstanceOf(IOException.class);
    }
  }

  @Test
  void everyShorterFileIsNoticed() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 3);
    }
    Path path = folder.path().resolve("0-3");
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += 61) {
      Files.write(path, Arrays.copyOf(whole, length));

      assertThatThrownBy(this::readAll)
          .as("%d bytes", length)
          .isInstanceOf(DamagedSegmentException.class);
    }
  }

  private void readAll() throws IOException {
    try (Segment segment = Segment.open(folder, Samples.ORIGIN, new EntryRange(0, 3))) {
      segment.find(Samples.key(1));
      segment.find(Samples.declaration("common"), 0, 3, 3);
    }
  }

  @Test
  void aDamagedSegmentAndAllAfterItAreMadeAgain() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 40, 80, 120);
    }
    flip(folder.path().resolve("40-80"), 20);

    try (SegmentStack stack = open(folder)) {
      assertThat(stack.covered()).isEqualTo(40);
      assertThat(folder.names()).containsExactly("0-40");
      assertThat(notices)
          .containsExactly(
              "index segment 40-80: header does not have its checksum",
              "index segment 80-120 has no segment before it that begins where entry 40 is");
    }
  }

  @Test
  void aSegmentOfAnotherLogIsNotTaken() throws Exception {
    var other = Origin.of("other.example", SoftwareKey.named("x").publicKey());
    try (SegmentStack stack = SegmentStack.open(folder, other, notices::add)) {
      write(stack, 0, 40);
    }
    try (SegmentStack stack = open(folder)) {
      assertThat(stack.covered()).isZero();
      assertThat(notices.getFirst())
          .isEqualTo(
              "index segment 0-40: header is not that of version 1, entries 0-40 of "
                  + Samples.ORIGIN);
    }
  }

  @Test
  void aCutRemovesWhatReachesBeyond() throws Exception {
    try (SegmentStack stack = open(folder)) {
      write(stack, 0, 40, 80, 120);
      stack.cut(90);
      assertThat(stack.covered()).isEqualTo(80);
      assertThat(folder.names()).containsExactly("0-40", "40-80");
    }
  }

  @Test
  void mergesKeepTheSegmentsFew() throws Exception {
    var policy = new MergePolicy(4, 3);
    try (SegmentStack stack = open(folder)) {
      for (long i = 0; i < 200; i++) {
        stack.write(Samples.generation(4 * i, 4 * i + 4));
        for (List<Segment> run = policy.choose(stack.segments());
            !run.isEmpty();
            run = policy.choose(stack.segments())) {
          stack.merge(run, SegmentWriter.Pace.NONE);
        }
        // Classes up to 16, 48, 144, 432, 1296 entries: two at most of each.
        assertThat(stack.segments().size()).isLessThanOrEqualTo(10);
      }
    }
    Samples.verifyWhole(folder.path(), 800);
  }

  private SegmentStack open(Folder at) throws IOException {
    return SegmentStack.open(at, Samples.ORIGIN, notices::add);
  }

  private static void write(SegmentStack stack, long... bounds) throws IOException {
    for (int i = 1; i < bounds.length; i++) {
      stack.write(Samples.generation(bounds[i - 1], bounds[i]));
    }
  }

  static void flip(Path path, int at) throws IOException {
    byte[] content = Files.readAllBytes(path);
    content[at] ^= 1;
    Files.write(path, content);
  }
}
