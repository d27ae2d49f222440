package dev.runseal.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerTest {
  private static final Sha256 ISSUER = Sha256.of(Bytes.utf8("issuer"));

  @Test
  void eachKindHasItsText() {
    assertRoundTrip(new Caller.Unix(0), "unix:0");
    assertRoundTrip(new Caller.Unix(4_294_967_294L), "unix:4294967294");
    assertRoundTrip(
        new Caller.Tls(ISSUER, "spiffe://example.org/agent"),
        "tls:" + ISSUER.hex() + "/spiffe://example.org/agent");
    assertRoundTrip(new Caller.Unknown("tcp:127.0.0.1"), "unknown:tcp:127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unix",
        "unix:",
        "unix:-1",
        "unix:+1",
        "unix:00",
        "unix:1 ",
        "unix:4294967295",
        "unix:99999999999",
        "unix:١",
        "tls:",
        "tls:abc/x",
        "unknown:",
        "unknown:a b",
        "uid:1"
      })
  void whatIsNoCallerIsRefused(String text) {
    assertThatThrownBy(() -> Caller.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTlsCallerNeedsAKeyHashAndAName() {
    assertThatThrownBy(() -> Caller.parse("tls:" + ISSUER.hex()))
        .hasMessageStartingWith("tls caller is \"")
        .hasMessageEndingWith("expected <sha-256 of the issuer's key>/<name>");
    assertThatThrownBy(
            () -> Caller.parse("tls:" + ISSUER.hex().toUpperCase(java.util.Locale.ROOT) + "/x"))
        .hasMessageContaining("expected 0-9 or a-f");
    assertThatThrownBy(() -> Caller.parse("tls:" + ISSUER.hex() + "/"))
        .hasMessage("name of a tls caller is \"\", expected 1 to 512 visible ASCII characters");
  }

  @ParameterizedTest
  @CsvSource({
    "991, 1000, OTHER_USER",
    "991, 991, SAME_USER",
    "991, 0, PRIVILEGED",
    "0, 0, SAME_USER",
    "0, 1000, OTHER_USER"
  })
  void separationFollowsFromTheTwoUids(long signer, long caller, Separation separation) {
    assertThat(Separation.between(new Signer(signer), new Caller.Unix(caller)))
        .isEqualTo(separation);
  }

  @Test
  void noStatementSaysMoreSeparationThanItsPartiesHave() {
    var tls = new Caller.Tls(ISSUER, "agent.example.org");
    var unknown = new Caller.Unknown("tcp");
    assertThat(sealBy(tls, Separation.TLS).caller()).isEqualTo(tls);
    assertThat(sealBy(tls, Separation.UNKNOWN).separation()).isEqualTo(Separation.UNKNOWN);
    assertThat(sealBy(unknown, Separation.UNKNOWN).caller()).isEqualTo(unknown);
    assertThatThrownBy(() -> sealBy(unknown, Separation.TLS))
        .hasMessage(
            "separation is \"tls\", which caller unknown:tcp and signer uid 991 don't have");
    assertThatThrownBy(() -> sealBy(tls, Separation.OTHER_USER))
        .hasMessageStartingWith("separation is \"other-user\", which caller tls:");
    assertThatThrownBy(() -> sealBy(new Caller.Unix(0), Separation.OTHER_USER))
        .hasMessage(
            "separation is \"other-user\", which caller unix:0 and signer uid 991 don't have");
  }

  @Test
  void separationsReadAsTheyAreWritten() {
    for (Separation each : Separation.values()) {
      assertThat(Separation.parse(each.text())).isEqualTo(each);
    }
  }

  private static Seal sealBy(Caller caller, Separation separation) {
    Seal seal = Statements.bareSeal();
    return new Seal(
        Position.pending(new Origin("log/" + "0".repeat(32))),
        seal.signer(),
        seal.keyAttestation(),
        caller,
        separation,
        Optional.empty(),
        seal.declaration(),
        seal.execution(),
        Optional.empty(),
        Optional.empty());
  }

  private static void assertRoundTrip(Caller caller, String text) {
    assertThat(caller.text()).isEqualTo(text);
    assertThat(Caller.parse(text)).isEqualTo(caller);
  }

  @Test
  void theUidOfUnmappedUsersNamesNobody() {
    assertThatThrownBy(() -> Caller.parse("unix:65534"))
        .hasMessage(
            "caller's uid is 65534, which stands for every unmapped user: expected unknown:…");
  }
}
