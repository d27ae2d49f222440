package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
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
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.LeafHash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryScanTest {
  private static final Origin LOG =
      Origin.of("test.example/log", SoftwareKey.named("scan").publicKey());
  private static final SealRef REFERENCE =
      new SealRef(LOG, 40, LeafHash.of(Bytes.utf8("an entry")));
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void aSealIsReadAsItParses() throws Exception {
    for (boolean parent : List.of(false, true)) {
      for (boolean workload : List.of(false, true)) {
        for (boolean trace : List.of(false, true)) {
          verifyAsParsed(
              seal(
                  parent ? Optional.of(REFERENCE) : Optional.empty(),
                  workload ? Optional.of("checkout-agent") : Optional.empty(),
                  trace ? Optional.of(TRACE) : Optional.empty()));
        }
      }
    }
  }

  @Test
  void aCompletionIsReadAsItParses() throws Exception {
    Output one = new Output("answer", Sha256.of(Bytes.utf8("42")));
    Output other = new Output("Übersicht", Sha256.of(Bytes.utf8("43")));
    verifyAsParsed(completion(List.of()));
    verifyAsParsed(completion(List.of(one)));
    verifyAsParsed(completion(List.of(one, other)));
  }

  @Test
  void aTextWithAnEscapeIsLeftToTheParser() {
    Output quoted = new Output("an \"answer\"", Sha256.of(Bytes.utf8("42")));
    assertThat(EntryScan.find(completion(List.of(quoted)).encode())).isEmpty();
  }

  @Test
  void whatIsCutOffIsNotRead() {
    Bytes entry = seal(Optional.of(REFERENCE), Optional.of("w"), Optional.of(TRACE)).encode();
    for (int length = 0; length < entry.length(); length++) {
      assertThat(EntryScan.find(entry.slice(0, length))).as("%d bytes", length).isEmpty();
    }
    assertThat(EntryScan.find(Bytes.concat(entry, Bytes.utf8(" ")))).isEmpty();
  }

  private static void verifyAsParsed(Statement statement) throws StatementException {
    Statement parsed = Statement.parse(statement.encode());
    assertThat(EntryScan.find(statement.encode()))
        .contains(
            new EntryScan.Found(
                parsed.position().index(), Uniqueness.of(parsed), LogIndex.declarationKey(parsed)));
  }

  private static Seal seal(
      Optional<SealRef> parent, Optional<String> workload, Optional<String> trace) {
    return new Seal(
        position(),
        new Signer(991),
        Sha256.of(Bytes.utf8("key attestation")),
        new Caller.Unix(1000),
        Separation.OTHER_USER,
        workload,
        Samples.identity("a declaration"),
        new Execution("run/1:a_b-c.d"),
        parent,
        trace);
  }

  private static Completion completion(List<Output> outputs) {
    return new Completion(
        position(),
        new Signer(991),
        Sha256.of(Bytes.utf8("key attestation")),
        new Caller.Unix(1000),
        Separation.OTHER_USER,
        Optional.of("checkout-agent"),
        REFERENCE,
        outputs,
        Outcome.COMPLETED);
  }

  private static Position position() {
    return new Position(LOG, 41, new Timestamp(SettableTime.START));
  }
}
