package dev.runseal.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealFormTest {
  private static final String LONGEST = "a".repeat(128);
  private static final List<Optional<String>> WORKLOADS =
      List.of(Optional.empty(), Optional.of("index"), Optional.of("a"));
  private static final List<Optional<String>> TRACEPARENTS =
      List.of(Optional.empty(), Optional.of(Statements.TRACEPARENT));

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "x", "index:0", "1970-01-01T00:00:00.000000Z", "run/1._-"})
  void aDraftIsByteForByteTheOneOfTheSameSeal(String execution) {
    for (Optional<String> workload : WORKLOADS) {
      for (Optional<String> traceparent : TRACEPARENTS) {
        verifySame(workload, execution, traceparent);
        verifySame(workload, LONGEST, traceparent);
      }
    }
  }

  @Test
  void aTemplateWithAParentIsRefused() {
    assertThatThrownBy(() -> new SealForm(Statements.fullSeal()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seal has a parent, expected none: each has another");
  }

  @Test
  void theFormsOfManyCallersAreNotMixedUp() {
    var forms = new SealForms();
    for (int round = 0; round < 2; round++) {
      for (int uid = 0; uid < 5_000; uid++) {
        Seal seal = Statements.bareSeal();
        var each =
            new Seal(
                seal.position(),
                seal.signer(),
                seal.keyAttestation(),
                new Caller.Unix(uid),
                Separation.between(seal.signer(), new Caller.Unix(uid)),
                seal.workload(),
                seal.declaration(),
                seal.execution(),
                seal.parent(),
                seal.traceparent());
        assertThat(forms.draft(each).fill(41, Statements.TIME)).isEqualTo(each.encode());
      }
    }
  }

  @Test
  void whatHasAParentOrATraceparentIsDraftedToo() {
    var forms = new SealForms();
    for (Seal each :
        List.of(
            Statements.fullSeal(),
            Statements.seal(
                Optional.empty(), "x", Optional.empty(), Optional.of(Statements.TRACEPARENT)))) {
      assertThat(forms.draft(each).fill(41, Statements.TIME)).isEqualTo(each.encode());
    }
  }

  private static void verifySame(
      Optional<String> workload, String execution, Optional<String> traceparent) {
    Seal seal = Statements.seal(workload, execution, Optional.empty(), traceparent);
    Seal other = Statements.seal(workload, "another", Optional.empty(), traceparent);
    var declaration = new RunIdentity(Sha256.of(Bytes.utf8(execution)));
    Seal expected =
        new Seal(
            seal.position(),
            seal.signer(),
            seal.keyAttestation(),
            seal.caller(),
            seal.separation(),
            seal.workload(),
            declaration,
            seal.execution(),
            seal.parent(),
            seal.traceparent());
    StatementDraft draft = new SealForm(other).draft(seal.execution(), declaration);
    assertThat(draft.maxLength()).isEqualTo(StatementDraft.of(expected).maxLength());
    for (long index : new long[] {0, 9, 10, 41, 9_007_199_254_740_991L}) {
      assertThat(draft.fill(index, Statements.TIME))
          .isEqualTo(Statements.at(expected, index, Statements.TIME).encode());
    }
  }
}
