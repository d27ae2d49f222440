package dev.runseal.bench;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MemoryTree;
import dev.runseal.tree.ProofException;
import dev.runseal.tree.TreeHash;
import dev.runseal.trust.Policy;
import dev.runseal.verify.Report;
import dev.runseal.verify.SampleBundles;
import dev.runseal.verify.Verifier;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The single steps of a seal and of its verification; {@code bin/bench --jmh} runs them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CoreBenchmarks {
  /** A proof of this log has 20 hashes. */
  private static final int ENTRIES = 1 << 20;

  private static final long INDEX = 654_321;

  private final SampleBundles samples = new SampleBundles();
  private final Bundle seal = samples.seal();
  private final Bytes bundle = seal.encode();
  private final Json statement = parsed(seal.statement());
  private final SignedCheckpoint head = seal.receipt().head();
  private final String encodedHead = head.encode();
  private final Verifier verifier =
      new Verifier(samples.trust(), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW));
  private final LeafHash leaf = LeafHash.of(seal.statement());
  private final MemoryTree tree = tree(leaf);
  private final TreeHash root = tree.root();
  private final InclusionProof proof = InclusionProof.of(INDEX, ENTRIES, tree);

  @Benchmark
  public LeafHash leafHash() {
    return LeafHash.of(seal.statement());
  }

  @Benchmark
  public Json parseStatementJson() {
    return parsed(seal.statement());
  }

  @Benchmark
  public Bytes canonicalJson() {
    return CanonicalJson.encode(statement);
  }

  @Benchmark
  public InclusionProof makeInclusionProof() {
    return InclusionProof.of(INDEX, ENTRIES, tree);
  }

  @Benchmark
  public void verifyInclusionProof() throws ProofException {
    proof.verify(leaf, root);
  }

  @Benchmark
  public SignedCheckpoint parseCheckpoint() throws NoteException {
    return SignedCheckpoint.parse(encodedHead);
  }

  @Benchmark
  public String renderCheckpoint() {
    return head.checkpoint().text();
  }

  /** From bytes to report, with a verifier that knows the log's key attestation. */
  @Benchmark
  public Report verifyBundle() throws BundleException {
    return verifier.verify(Bundle.parse(bundle));
  }

  private static Json parsed(Bytes json) {
    try {
      return StrictJson.parse(json, json.length());
    } catch (JsonException e) {
      throw new AssertionError("the sample is JSON", e);
    }
  }

  private static MemoryTree tree(LeafHash leaf) {
    var tree = new MemoryTree();
    for (int i = 0; i < ENTRIES; i++) {
      tree.append(leaf);
    }
    return tree;
  }
}
