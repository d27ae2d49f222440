package dev.runseal.verify;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Part;
import dev.runseal.bundle.SmallLog;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.Declaration;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Output;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.LeafHash;
import dev.runseal.trust.TrustRoots;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Bundles of a small log that a key in software made, for tests: a tree of five entries with a seal
 * at index 1 and its completion at 3, a chain under a root, and no device evidence. Everything but
 * the certificates comes out the same in every run.
 */
public final class SampleBundles {
  public static final long SEAL_INDEX = 1;
  public static final long COMPLETION_INDEX = 3;

  /** A moment at which the sample's certificates are valid. */
  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final String DECLARATION =
      """
      {"type": "https://runseal.dev/declaration/v1",
       "model": {"state": "opaque", "reason": "hosted"},
       "instructions": {"state": "none"}, "retrieval": {"state": "none"},
       "tools": {"state": "none"}, "constraints": {"state": "none"},
       "configuration": {"state": "none"}, "input": {"state": "none"},
       "environment": {"state": "opaque", "reason": "hosted inference"}}
      """;

  private static final SoftwareKey ROOT_KEY = SoftwareKey.named("sample root");
  private static final SoftwareKey SEALING_KEY = SoftwareKey.named("sample sealing key");
  private static final Origin ORIGIN = Origin.of("runseal.example/log", SEALING_KEY.publicKey());

  private final Bytes root;
  private final KeyAttestation attestation;
  private final Bytes keyAttestation;
  private final Bytes declaration = canonical(DECLARATION);

  public SampleBundles() {
    this.root = SampleChains.root(ROOT_KEY);
    this.attestation =
        new KeyAttestation(
            ORIGIN,
            List.of(SampleChains.leaf(root, ROOT_KEY, ORIGIN, SEALING_KEY.publicKey()), root),
            Optional.empty(),
            List.of());
    this.keyAttestation = attestation.encode();
  }

  private SampleBundles(Bytes root, KeyAttestation attestation, Bytes keyAttestation) {
    this.root = root;
    this.attestation = attestation;
    this.keyAttestation = keyAttestation;
  }

  /** The same log, whose statements name another key attestation. */
  public SampleBundles withAttestation(KeyAttestation other) {
    return new SampleBundles(root, other, other.encode());
  }

  /** As {@link #withAttestation}, where the bytes need not be one. */
  public SampleBundles withAttestation(Bytes exact) {
    return new SampleBundles(root, attestation, exact);
  }

  /** The same bundles, but for what the key attestation claims of a device. */
  public SampleBundles withEvidence(EncodedEvidence... evidence) {
    return withAttestation(
        new KeyAttestation(
            ORIGIN, attestation.certificates(), Optional.empty(), List.of(evidence)));
  }

  public Origin origin() {
    return ORIGIN;
  }

  public SoftwareKey sealingKey() {
    return SEALING_KEY;
  }

  public SoftwareKey rootKey() {
    return ROOT_KEY;
  }

  public Bytes rootCertificate() {
    return root;
  }

  public TrustRoots trust() {
    return TrustRoots.ofSealingRoot(root);
  }

  public KeyAttestation attestation() {
    return attestation;
  }

  public Bytes keyAttestation() {
    return keyAttestation;
  }

  public Bytes declaration() {
    return declaration;
  }

  /** A seal's bundle with its declaration. */
  public Bundle seal() {
    return seal(UnaryOperator.identity());
  }

  /** As {@link #seal()}, of a statement whose bytes a test has had its way with. */
  public Bundle seal(UnaryOperator<Bytes> change) {
    SmallLog log = log(change, UnaryOperator.identity());
    return bundle(log, SEAL_INDEX);
  }

  /** A completion's bundle with its seal and the seal's declaration. */
  public Bundle completion() {
    return completion(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** As {@link #completion()}, of two statements whose bytes a test has had its way with. */
  public Bundle completion(UnaryOperator<Bytes> changeSeal, UnaryOperator<Bytes> change) {
    SmallLog log = log(changeSeal, change);
    return bundle(log, COMPLETION_INDEX).withSeal(log.part(SEAL_INDEX));
  }

  /** The log of the sample, with a test's statements at the two indexes. */
  public SmallLog log(UnaryOperator<Bytes> changeSeal, UnaryOperator<Bytes> changeCompletion) {
    var log = new SmallLog(ORIGIN.name(), SEALING_KEY);
    log.append(sealStatement(0, "run-0").encode());
    Bytes seal = changeSeal.apply(sealStatement(SEAL_INDEX, "run-1").encode());
    log.append(seal);
    log.append(sealStatement(2, "run-2").encode());
    log.append(changeCompletion.apply(completionStatement(LeafHash.of(seal)).encode()));
    log.append(sealStatement(4, "run-4").encode());
    return log;
  }

  private Bundle bundle(SmallLog log, long index) {
    Part part = log.part(index);
    return Bundle.of(part.statement(), part.receipt())
        .withKeyAttestation(keyAttestation)
        .withDeclaration(declaration);
  }

  private Seal sealStatement(long index, String execution) {
    return new Seal(
        position(index),
        new Signer(991),
        Sha256.of(keyAttestation),
        new Caller.Unix(1000),
        Separation.OTHER_USER,
        Optional.of("checkout-agent"),
        new RunIdentity(Sha256.of(declaration)),
        new Execution(execution),
        Optional.empty(),
        Optional.empty());
  }

  private Completion completionStatement(LeafHash seal) {
    return new Completion(
        position(COMPLETION_INDEX),
        new Signer(991),
        Sha256.of(keyAttestation),
        new Caller.Unix(1000),
        Separation.OTHER_USER,
        Optional.of("checkout-agent"),
        new SealRef(ORIGIN, SEAL_INDEX, seal),
        List.of(new Output("answer.txt", Sha256.of(Bytes.utf8("42")))),
        Outcome.COMPLETED);
  }

  private Position position(long index) {
    return new Position(
        ORIGIN, index, Timestamp.parse("2026-11-21T01:02:0%d.000000Z".formatted(index)));
  }

  /** The statement with the value at a path of member names replaced, in canonical form. */
  public static UnaryOperator<Bytes> replacing(Json value, String... path) {
    return statement -> {
      try {
        Json whole = StrictJson.parse(statement, Part.MAX_STATEMENT);
        return CanonicalJson.encode(replaced(whole, value, List.of(path)));
      } catch (JsonException e) {
        throw new AssertionError("a statement is json", e);
      }
    };
  }

  private static Json replaced(Json at, Json value, List<String> path) {
    if (path.isEmpty()) {
      return value;
    }
    Map<String, Json> members = new LinkedHashMap<>(((Json.Obj) at).members());
    Json inner = Objects.requireNonNull(members.get(path.getFirst()));
    members.put(path.getFirst(), replaced(inner, value, path.subList(1, path.size())));
    return new Json.Obj(members);
  }

  static Bytes canonical(String declaration) {
    try {
      return Declaration.parse(Bytes.utf8(declaration)).canonical();
    } catch (JsonException e) {
      throw new AssertionError("the sample is a declaration", e);
    }
  }
}
