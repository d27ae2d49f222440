package dev.runseal.statement;

import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Statements as JSON, on the way out. {@link StatementReader} is the way in. */
final class StatementJson {
  private StatementJson() {}

  /** The statement as if it stood at this index and time, which nothing checks here. */
  static Json.Obj of(Statement statement, long index, String sealedAt) {
    List<Json> subject = new ArrayList<>();
    Json.Builder predicate = common(statement, index, sealedAt);
    switch (statement) {
      case Seal seal -> {
        subject.add(subject("declaration", seal.declaration().digest()));
        predicate
            .put("execution", seal.execution().id())
            .put("parent", seal.parent().map(StatementJson::reference))
            .put("traceparent", seal.traceparent().map(Json::string));
      }
      case Completion completion -> {
        subject.add(subject(Output.RESERVED_NAME, completion.seal().leafHash().digest()));
        for (Output output : completion.outputs()) {
          subject.add(subject(output.name(), output.digest()));
        }
        predicate
            .put("seal", reference(completion.seal()))
            .put("outcome", completion.outcome().text());
      }
    }
    return Json.object()
        .put("_type", Statement.TYPE)
        .put("subject", Json.array(subject))
        .put("predicateType", statement.predicateType())
        .put("predicate", predicate)
        .build();
  }

  static void requireFits(int length) {
    if (length > Statement.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "statement has %d bytes, expected at most %d: name many outputs through one manifest's digest"
              .formatted(length, Statement.MAX_LENGTH));
    }
  }

  private static Json.Builder common(Statement statement, long index, String sealedAt) {
    return Json.object()
        .put("log", statement.position().log().text())
        .put("index", index)
        .put("sealedAt", sealedAt)
        .put("signer", Json.object().put("uid", statement.signer().uid()))
        .put("keyAttestation", statement.keyAttestation().toString())
        .put("caller", statement.caller().text())
        .put("separation", statement.separation().text())
        .put("workload", statement.workload().map(Json::string));
  }

  private static Json subject(String name, Sha256 digest) {
    return Json.object()
        .put("name", name)
        .put("digest", Json.object().put("sha256", digest.hex()))
        .build();
  }

  private static Json reference(SealRef seal) {
    return Json.object()
        .put("log", seal.log().text())
        .put("index", seal.index())
        .put("leafHash", seal.leafHash().toString())
        .build();
  }
}
