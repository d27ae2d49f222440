package dev.runseal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.trust.Policy;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A bundle as bytes: each of them counts, to the bit. */
final class EveryBitTest {
  private final SampleBundles sample = new SampleBundles();
  private final Verifier verifier =
      new Verifier(sample.trust(), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW));

  @Test
  void noSealWithOneBitFlippedIsAccepted() {
    assertNoFlipIsAccepted(sample.seal());
  }

  @Test
  void noCompletionWithOneBitFlippedIsAccepted() {
    assertNoFlipIsAccepted(sample.completion());
  }

  @Test
  void noTruncatedBundleIsReadAtAll() {
    Bytes whole = sample.completion().encode();
    List<Integer> read =
        IntStream.range(0, whole.length())
            .parallel()
            .filter(length -> isRead(whole.slice(0, length)))
            .boxed()
            .toList();
    assertThat(read).as("lengths at which a bundle was read").isEmpty();
  }

  private void assertNoFlipIsAccepted(Bundle bundle) {
    Bytes whole = bundle.encode();
    assertThat(isAccepted(whole)).as("the bundle itself is accepted").isTrue();
    List<String> accepted =
        IntStream.range(0, whole.length() * 8)
            .parallel()
            .filter(bit -> isAccepted(flipped(whole, bit)))
            .mapToObj(bit -> "bit %d of byte %d".formatted(bit % 8, bit / 8))
            .toList();
    assertThat(accepted).as("flips of %d bytes that were accepted", whole.length()).isEmpty();
  }

  private boolean isAccepted(Bytes json) {
    try {
      return verifier.verify(Bundle.parse(json)).accepted();
    } catch (BundleException e) {
      return false;
    }
  }

  private static boolean isRead(Bytes json) {
    try {
      Bundle.parse(json);
      return true;
    } catch (BundleException e) {
      return false;
    }
  }

  private static Bytes flipped(Bytes whole, int bit) {
    byte[] changed = whole.toArray();
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.takingOwnership(changed);
  }
}
