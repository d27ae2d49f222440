package dev.runseal.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StatementDraftTest {
  static List<Statement> templates() {
    return List.of(
        Statements.fullSeal(),
        Statements.bareSeal(),
        Statements.completion(),
        Statements.completion(Statements.output("answer")),
        // Outputs whose names read like the very fields that are filled.
        Statements.completion(
            Statements.output("\"index\":42,\"sealedAt\":\"1970-01-01T00:00:00.000000Z\""),
            Statements.output("\",\"index\":0"),
            Statements.output("9999-12-31T23:59:59.999999Z"),
            Statements.output("{\"predicate\":{\"index\":0}}")),
        Statements.seal(
            Optional.of("index"),
            "index:0/sealedAt:1970-01-01T00:00:00.000000Z",
            Optional.of(new SealRef(Statements.OTHER_LOG, 0, Statements.LEAF)),
            Optional.of("00-00000000000000000000000000000001-0000000000000041-00")));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void aFillIsByteForByteTheStatementAtThatPlaceAndTime(Statement template) {
    var draft = StatementDraft.of(template);
    for (long index : indices()) {
      for (Timestamp time : List.of(Timestamp.EPOCH, Statements.TIME, Timestamp.MAX)) {
        if (index > 42) {
          assertThat(draft.fill(index, time))
              .isEqualTo(Statements.at(template, index, time).encode());
        }
      }
    }
  }

  @Test
  void randomFillsAreTheStatementToo() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    Statement template = Statements.fullSeal();
    var draft = StatementDraft.of(template);
    for (int i = 0; i < 5_000; i++) {
      long index = 41 + random.nextLong(Json.MAX_INTEGER - 41);
      var time = new Timestamp(random.nextLong(Timestamp.MAX.micros()));
      assertThat(draft.fill(index, time))
          .as("seed %d, fill %d", seed, i)
          .isEqualTo(Statements.at(template, index, time).encode());
    }
  }

  @Test
  void theTemplatesOwnIndexAndTimeAreIgnored() {
    Statement pending = Statements.at(Statements.fullSeal(), Json.MAX_INTEGER, Timestamp.EPOCH);
    assertThat(pending.position()).isEqualTo(Position.pending(Statements.LOG));
    assertThat(StatementDraft.of(pending).fill(41, Statements.TIME))
        .isEqualTo(Statements.fullSeal().encode());
  }

  @Test
  void maxLengthIsThatOfTheLongestFill() {
    var draft = StatementDraft.of(Statements.fullSeal());
    assertThat(draft.fill(Json.MAX_INTEGER, Timestamp.MAX).length()).isEqualTo(draft.maxLength());
  }

  @Test
  void aDraftThatCouldOutgrowAnEntryIsRefused() {
    var outputs =
        IntStream.range(0, 700).mapToObj(i -> Statements.output("o" + i)).toArray(Output[]::new);
    var template = Statements.completion(outputs);
    assertThatThrownBy(() -> StatementDraft.of(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("statement has [0-9]{5} bytes, expected at most 65535: name many .*");
  }

  @Test
  void anIndexBeforeTheSealThatItRefersToIsRefused() {
    var draft = StatementDraft.of(Statements.completion());
    assertThatThrownBy(() -> draft.fill(41, Statements.TIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "index is 41, expected at least 42: the statement refers to the seal before that");
  }

  @Test
  void anIndexThatJsonCantCarryIsRefused() {
    var draft = StatementDraft.of(Statements.bareSeal());
    assertThatThrownBy(() -> draft.fill(-1, Statements.TIME))
        .hasMessage("index is -1, expected 0 to 2^53−1");
    assertThatThrownBy(() -> draft.fill(Json.MAX_INTEGER + 1, Statements.TIME))
        .hasMessage("index is 9007199254740992, expected 0 to 2^53−1");
  }

  private static List<Long> indices() {
    List<Long> indices = new ArrayList<>(List.of(0L, Json.MAX_INTEGER));
    for (long power = 10; power < Json.MAX_INTEGER; power *= 10) {
      indices.addAll(List.of(power - 1, power, power + 1));
    }
    return indices;
  }
}
