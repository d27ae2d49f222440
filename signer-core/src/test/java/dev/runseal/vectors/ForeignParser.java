package dev.runseal.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * A parser of foreign bytes with something good to read, and what is asked of every such parser.
 *
 * @param shorter how many truncations are good texts themselves: a shorter name, say
 */
public record ForeignParser(String name, Bytes good, int shorter, Parse parse) {
  private static final int BITS = 8;

  /** From bytes to a value; what is thrown is the project's own. */
  @FunctionalInterface
  public interface Parse {
    Object from(Bytes bytes) throws Exception;
  }

  /** From text to a value. */
  @FunctionalInterface
  public interface ParseText {
    Object from(String text) throws Exception;
  }

  public static ForeignParser text(String name, String good, int shorter, ParseText parse) {
    return new ForeignParser(name, Bytes.utf8(good), shorter, bytes -> parse.from(decoded(bytes)));
  }

  /** No truncation is read, unless what is left is itself a good text. */
  public void verifyTruncations() throws Exception {
    assertThat(parse.from(good)).isNotNull();
    List<Integer> read = new ArrayList<>();
    for (int length = 0; length < good.length(); length++) {
      if (isRead(good.slice(0, length))) {
        read.add(length);
      }
    }
    assertThat(read).as("lengths at which %s was read", name).hasSize(shorter);
  }

  /** Whichever bit is another: read, or refused by an exception of the project's own. */
  public void verifyBits() {
    int refused = 0;
    for (int bit = 0; bit < good.length() * BITS; bit++) {
      byte[] changed = good.toArray();
      changed[bit / BITS] ^= (byte) (1 << (bit % BITS));
      refused += isRead(Bytes.takingOwnership(changed)) ? 0 : 1;
    }
    assertThat(refused).as("changes that %s refuses", name).isPositive();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Whatever else a parser throws is a bug, and fails the test. */
  private boolean isRead(Bytes bytes) {
    try {
      parse.from(bytes);
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
      assertThat(e).hasMessageMatching("(?s).+");
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("%s of %s".formatted(name, decoded(bytes)), e);
    } catch (Exception e) {
      assertThat(e.getClass().getPackageName()).startsWith("dev.runseal.");
      assertThat(e).hasMessageMatching("(?s).+");
      return false;
    }
  }

  private static String decoded(Bytes bytes) {
    return new String(bytes.toArray(), UTF_8);
  }
}
