package dev.runseal.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests for seals, written over one prepared array in which only digests and executions change,
 * so that making them costs next to nothing. Each seal follows from a random number; one in some
 * can be a repetition of an earlier one. Used by one thread; a buffer is good until the next call.
 */
final class SealRequest {
  private static final String DIGEST = "d".repeat(64);
  private static final String EXECUTION = "e".repeat(32);
  private static final String SEAL =
      "{\"declaration\":\"sha256:" + DIGEST + "\",\"execution\":\"" + EXECUTION + "\"}";
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int POOL = 64;

  private final RandomGenerator random = RandomGenerator.of("Xoroshiro128PlusPlus");
  private final byte[] request;
  private final int[] digests;
  private final int[] executions;
  private final int newPercent;
  private final List<Long> pool = new ArrayList<>();

  private SealRequest(String path, String body, int seals, int newPercent) {
    String text =
        "POST %s HTTP/1.1\r\nHost: runseal\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, body.length(), body);
    this.request = text.getBytes(StandardCharsets.US_ASCII);
    this.digests = places(text, DIGEST, seals);
    this.executions = places(text, EXECUTION, seals);
    this.newPercent = newPercent;
  }

  /** One seal in a request, never the same twice. */
  static SealRequest single() {
    return new SealRequest("/v1/seals", SEAL, 1, 100);
  }

  /** One seal in a request, only so many in a hundred new: the others are there already. */
  static SealRequest mostlyRepeated(int newPercent) {
    return new SealRequest("/v1/seals", SEAL, 1, newPercent);
  }

  /** Many seals in a request. */
  static SealRequest batch(int seals) {
    String body = "{\"seals\":[" + String.join(",", Collections.nCopies(seals, SEAL)) + "]}";
    return new SealRequest("/v1/seals/batch", body, seals, 100);
  }

  /** How many seals a request asks for. */
  int seals() {
    return digests.length;
  }

  ByteBuffer next() {
    for (int i = 0; i < digests.length; i++) {
      long seed = seed();
      for (int word = 0; word < 4; word++) {
        hex(mixed(seed + word), digests[i] + 16 * word);
      }
      for (int word = 0; word < 2; word++) {
        hex(mixed(~seed - word), executions[i] + 16 * word);
      }
    }
    return ByteBuffer.wrap(request);
  }

  private long seed() {
    if (pool.size() == POOL && random.nextInt(100) >= newPercent) {
      return pool.get(random.nextInt(POOL));
    }
    long seed = random.nextLong();
    if (newPercent < 100 && pool.size() < POOL) {
      pool.add(seed);
    }
    return seed;
  }

  /** The finaliser of SplitMix64: neighbours come out unlike each other. */
  private static long mixed(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private void hex(long word, int at) {
    for (int i = 0; i < 16; i++) {
      request[at + i] = HEX[(int) (word >>> (60 - 4 * i)) & 15];
    }
  }

  private static int[] places(String text, String placeholder, int count) {
    int[] places = new int[count];
    int from = 0;
    for (int i = 0; i < count; i++) {
      places[i] = text.indexOf(placeholder, from);
      from = places[i] + placeholder.length();
    }
    return places;
  }
}
