package dev.runseal.crash;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One request of a caller, and how to tell that a statement is what it asked for. */
sealed interface Request {
  String path();

  Bytes body();

  /** How many bundles its answer holds. */
  int bundles();

  /** Whether this statement is what the answer's bundle at {@code place} must hold. */
  boolean isAnsweredBy(int place, Statement statement);

  /** Seal this declaration for this execution. */
  record ToSeal(String declaration, String execution) implements Request {
    static ToSeal random(RandomGenerator random) {
      return new ToSeal("sha256:" + hex(random, 32), "crash-" + hex(random, 16));
    }

    @Override
    public String path() {
      return "/v1/seals";
    }

    @Override
    public Bytes body() {
      return CanonicalJson.encode(json());
    }

    Json json() {
      return Json.object().put("declaration", declaration).put("execution", execution).build();
    }

    @Override
    public int bundles() {
      return 1;
    }

    @Override
    public boolean isAnsweredBy(int place, Statement statement) {
      return statement instanceof Seal seal
          && seal.declaration().toString().equals(declaration)
          && seal.execution().id().equals(execution);
    }
  }

  /** Seal all of these or none. */
  record ToSealAll(List<ToSeal> seals) implements Request {
    private static final int SEALS = 8;

    public ToSealAll {
      seals = List.copyOf(seals);
    }

    static ToSealAll random(RandomGenerator random) {
      return new ToSealAll(
          IntStream.range(0, SEALS).mapToObj(each -> ToSeal.random(random)).toList());
    }

    @Override
    public String path() {
      return "/v1/seals/batch";
    }

    @Override
    public Bytes body() {
      return CanonicalJson.encode(
          Json.object()
              .put("seals", Json.array(seals.stream().map(ToSeal::json).toList()))
              .build());
    }

    @Override
    public int bundles() {
      return seals.size();
    }

    @Override
    public boolean isAnsweredBy(int place, Statement statement) {
      return seals.get(place).isAnsweredBy(0, statement);
    }
  }

  /** Complete this seal. */
  record ToComplete(SealRef seal) implements Request {
    @Override
    public String path() {
      return "/v1/completions";
    }

    @Override
    public Bytes body() {
      return CanonicalJson.encode(
          Json.object()
              .put("seal", Json.object().put("log", seal.log().text()).put("index", seal.index()))
              .put("outputs", Json.array(List.of()))
              .put("outcome", Outcome.FAILED.text())
              .build());
    }

    @Override
    public int bundles() {
      return 1;
    }

    @Override
    public boolean isAnsweredBy(int place, Statement statement) {
      return statement instanceof Completion completion && completion.seal().equals(seal);
    }
  }

  private static String hex(RandomGenerator random, int octets) {
    byte[] bytes = new byte[octets];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
