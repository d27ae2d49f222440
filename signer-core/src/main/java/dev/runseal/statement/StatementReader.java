package dev.runseal.statement;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.tree.LeafHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements from their bytes. What is accepted is exactly what {@link StatementJson} writes. */
final class StatementReader {
  private static final String SUBJECT = "/subject";

  private final ObjectReader predicate;
  private final List<Subject> subjects;

  private StatementReader(ObjectReader predicate, List<Subject> subjects) {
    this.predicate = predicate;
    this.subjects = subjects;
  }

  private record Subject(String name, Sha256 digest) {}

  static Statement read(Bytes entry) throws StatementException {
    if (entry.length() > Statement.MAX_LENGTH) {
      throw new StatementException(
          "statement has %d bytes, expected at most %d"
              .formatted(entry.length(), Statement.MAX_LENGTH),
          null);
    }
    Statement statement;
    try {
      statement = envelope(StrictJson.parse(entry, Statement.MAX_LENGTH));
    } catch (JsonException e) {
      throw new StatementException("statement: " + e.getMessage(), e);
    }
    if (!statement.encode().equals(entry)) {
      throw new StatementException("statement is not in its canonical form (RFC 8785)", null);
    }
    return statement;
  }

  private static Statement envelope(Json json) throws JsonException {
    var envelope = ObjectReader.of(json);
    envelope.literal("_type", Statement.TYPE);
    List<Subject> subjects = envelope.array("subject", StatementReader::subject);
    String predicateType = envelope.string("predicateType");
    var reader = new StatementReader(envelope.object("predicate"), subjects);
    envelope.end();
    try {
      return switch (predicateType) {
        case Seal.PREDICATE_TYPE -> reader.seal();
        case Completion.PREDICATE_TYPE -> reader.completion();
        default ->
            throw new JsonException(
                "/predicateType",
                "found %s, expected %s or %s"
                    .formatted(
                        Excerpt.quoted(predicateType),
                        Seal.PREDICATE_TYPE,
                        Completion.PREDICATE_TYPE));
      };
    } catch (IllegalArgumentException e) {
      // Each field was good by itself; together they are not.
      throw new JsonException(reader.predicate.pointer(), String.valueOf(e.getMessage()), e);
    }
  }

  private Seal seal() throws JsonException {
    if (subjects.size() != 1) {
      throw new JsonException(
          SUBJECT, "found %d subjects, expected the declaration alone".formatted(subjects.size()));
    }
    var seal =
        new Seal(
            position(),
            signer(),
            keyAttestation(),
            caller(),
            separation(),
            workload(),
            new RunIdentity(first("declaration").digest()),
            predicate.parsed("execution", Execution::new),
            predicate.has("parent")
                ? Optional.of(reference(predicate.object("parent")))
                : Optional.empty(),
            predicate.findParsed("traceparent", StatementReader::traceparent));
    predicate.end();
    return seal;
  }

  private Completion completion() throws JsonException {
    Sha256 leafHash = first(Output.RESERVED_NAME).digest();
    var completion =
        new Completion(
            position(),
            signer(),
            keyAttestation(),
            caller(),
            separation(),
            workload(),
            reference(predicate.object("seal")),
            outputs(),
            predicate.parsed("outcome", Outcome::parse));
    predicate.end();
    if (!completion.seal().leafHash().digest().equals(leafHash)) {
      throw new JsonException(
          "/subject/0/digest/sha256",
          "found %s, expected the leaf hash of /predicate/seal, %s"
              .formatted(leafHash.hex(), completion.seal().leafHash().digest().hex()));
    }
    return completion;
  }

  private Subject first(String name) throws JsonException {
    if (subjects.isEmpty()) {
      throw new JsonException(SUBJECT, "found no subject, expected \"%s\" first".formatted(name));
    }
    if (!subjects.getFirst().name().equals(name)) {
      throw new JsonException(
          "/subject/0/name",
          "found %s, expected \"%s\"".formatted(Excerpt.quoted(subjects.getFirst().name()), name));
    }
    return subjects.getFirst();
  }

  private List<Output> outputs() throws JsonException {
    var outputs = new ArrayList<Output>();
    for (int i = 1; i < subjects.size(); i++) {
      try {
        outputs.add(new Output(subjects.get(i).name(), subjects.get(i).digest()));
      } catch (IllegalArgumentException e) {
        throw new JsonException("/subject/" + i, String.valueOf(e.getMessage()), e);
      }
    }
    return outputs;
  }

  private Position position() throws JsonException {
    return new Position(
        predicate.parsed("log", Origin::new),
        predicate.natural("index"),
        predicate.parsed("sealedAt", Timestamp::parse));
  }

  private Signer signer() throws JsonException {
    ObjectReader reader = predicate.object("signer");
    long uid = reader.integer("uid");
    reader.end();
    try {
      return new Signer(uid);
    } catch (IllegalArgumentException e) {
      throw new JsonException(reader.at("uid"), String.valueOf(e.getMessage()), e);
    }
  }

  private Sha256 keyAttestation() throws JsonException {
    return predicate.digest("keyAttestation");
  }

  private Caller caller() throws JsonException {
    return predicate.parsed("caller", Caller::parse);
  }

  private Separation separation() throws JsonException {
    return predicate.parsed("separation", Separation::parse);
  }

  private Optional<String> workload() throws JsonException {
    return predicate.findParsed(
        "workload",
        text -> {
          Shape.WORKLOAD.require(text);
          return text;
        });
  }

  private static String traceparent(String text) {
    Shape.TRACEPARENT.require(text);
    return text;
  }

  private static SealRef reference(ObjectReader reader) throws JsonException {
    var reference =
        new SealRef(
            reader.parsed("log", Origin::new),
            reader.natural("index"),
            reader.parsed("leafHash", LeafHash::parse));
    reader.end();
    return reference;
  }

  private static Subject subject(Json value, String pointer) throws JsonException {
    var reader = ObjectReader.of(value, pointer);
    String name = reader.string("name");
    ObjectReader digest = reader.object("digest");
    Sha256 sha256 = digest.parsed("sha256", Sha256::parseHex);
    digest.end();
    reader.end();
    return new Subject(name, sha256);
  }
}
