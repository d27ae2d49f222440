package dev.runseal.bench;

import dev.runseal.bench.Steady.Measured;
import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Offline verification on one thread, from the bytes of a bundle to its report: with a verifier
 * that has seen the log's key attestation before, and with a new one for each bundle.
 */
final class VerifyScenario implements Scenario {
  private static final int BUNDLES = 1_000;

  /** So that the proofs have the length that a log of some age gives them. */
  private static final long ENTRIES = 100_000;

  @Override
  public void run(Setting setting, Figures figures) throws IOException, InterruptedException {
    try (var tokens = SoftHsm.create()) {
      var installation =
          Installation.create(Program.ofJar(), tokens, setting.newDirectory("verify"));
      List<Bytes> bundles;
      try (var daemon = DaemonProcess.start(installation)) {
        daemon.awaitReady(setting.patience());
        Path socket = installation.socket();
        Filling.upTo(daemon, socket, ENTRIES, Instant.now().plus(Duration.ofMinutes(3)));
        bundles = bundles(daemon);
        figures.count("entries", Heads.size(daemon));
        daemon.stop();
      }
      TrustRoots roots = installation.roots();
      Verifier one = verifier(roots);
      measure(setting, figures, "verify_bundles_per_second", bundles, () -> one);
      measure(
          setting, figures, "verify_uncached_bundles_per_second", bundles, () -> verifier(roots));
    }
  }

  private static void measure(
      Setting setting,
      Figures figures,
      String name,
      List<Bytes> bundles,
      Supplier<Verifier> verifiers)
      throws IOException {
    Measured measured = setting.medium().measure(length -> verify(bundles, verifiers, length));
    figures.windows(name, measured);
    figures.put(name, measured.sealsPerSecond());
  }

  private static Window verify(List<Bytes> bundles, Supplier<Verifier> verifiers, Duration length)
      throws IOException {
    var latency = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    long start = System.nanoTime();
    long end = start + length.toNanos();
    long done = 0;
    long bytes = 0;
    for (long now = start; now < end; done++) {
      Bytes encoded = bundles.get((int) (done % bundles.size()));
      verify(verifiers.get(), encoded);
      bytes += encoded.length();
      long after = System.nanoTime();
      latency.recordValue(after - now);
      now = after;
    }
    return new Window(System.nanoTime() - start, done, done, 0, bytes, latency, 0);
  }

  private static void verify(Verifier verifier, Bytes encoded) throws IOException {
    try {
      Verdict verdict = verifier.verify(Bundle.parse(encoded)).verdict(Claim.INCLUSION);
      if (!(verdict instanceof Verdict.Pass)) {
        throw new IOException("a bundle did not verify: " + verdict.reason());
      }
    } catch (BundleException e) {
      throw new IOException("a bundle can't be read: " + e.getMessage(), e);
    }
  }

  private static Verifier verifier(TrustRoots roots) {
    return new Verifier(roots, Policy.DEVELOPMENT, InstantSource.system());
  }

  /** Each under a head of its own. */
  private static List<Bytes> bundles(DaemonProcess daemon) throws IOException {
    List<Bytes> bundles = new ArrayList<>();
    try (var client = daemon.connect()) {
      for (int i = 0; i < BUNDLES; i++) {
        String request =
            "{\"declaration\":\"sha256:%064x\",\"execution\":\"%s\"}"
                .formatted(i, UUID.randomUUID());
        Reply reply = client.post("/v1/seals", Bytes.utf8(request));
        if (reply.status() != 201) {
          throw new IOException("a seal was answered %d".formatted(reply.status()));
        }
        bundles.add(reply.body());
      }
      return bundles;
    } catch (ClientException e) {
      throw new IOException("the bundles could not be made: " + e.getMessage(), e);
    }
  }
}
