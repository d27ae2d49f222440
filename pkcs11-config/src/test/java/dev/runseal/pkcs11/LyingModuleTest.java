package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.testhsm.SharedObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module that claims absurd things is refused before anything is believed of it. */
class LyingModuleTest {
  @TempDir Path directory;

  @Test
  void theModuleWorksWhereItTellsTheTruth() throws Exception {
    try (Cryptoki honest = Cryptoki.load(module());
        Session session = honest.openSession(honest.slots().getFirst())) {
      assertThat(honest.slots()).extracting(slot -> slot.token().label()).containsExactly("liar");
      assertThat(session.find(Template.ANY)).isEmpty();
      assertThat(session.findAttribute(1, Attribute.CKA_LABEL).orElseThrow().length()).isOne();
    }
  }

  @Test
  void aModuleWithoutFunctionsIsRefused() {
    refused(() -> Cryptoki.load(module("NO_LIST")))
        .hasMessageEndingWith(
            "is no usable PKCS#11 module: C_GetFunctionList returned CKR_OK and no list");
  }

  @Test
  void aModuleOfAnotherVersionIsRefused() {
    refused(() -> Cryptoki.load(module("MAJOR=9")))
        .hasMessageEndingWith("speaks Cryptoki 9, expected version 2 or 3");
  }

  @Test
  void absurdlyManySlotsAreRefused() throws Exception {
    try (Cryptoki liar = Cryptoki.load(module("SLOTS=0x10000000000"))) {
      refused(liar::slots)
          .hasMessageMatching(
              "C_GetSlotList of .* claims 1099511627776 entries, expected at most 4096");
    }
  }

  @Test
  void moreSlotsThanAnnouncedAreRefused() throws Exception {
    try (Cryptoki liar = Cryptoki.load(module("SLOTS_FILLED=2"))) {
      refused(liar::slots).hasMessageEndingWith("claims 2 entries, expected at most 1");
    }
  }

  @Test
  void anAbsurdlyLongAttributeIsRefused() throws Exception {
    onSession(
        session ->
            refused(() -> session.findAttribute(1, Attribute.CKA_VALUE))
                .hasMessage("CKA_VALUE claims 1099511627776 bytes, expected at most 65536"),
        "LENGTH=0x10000000000");
  }

  @Test
  void anAttributeThatGrowsBetweenTheCallsIsRefused() throws Exception {
    onSession(
        session ->
            refused(() -> session.findAttribute(1, Attribute.CKA_VALUE))
                .hasMessage("CKA_VALUE claims 2 bytes, expected at most 1"),
        "LENGTH_FILLED=2");
  }

  @Test
  void anUnavailableLengthIsRefused() throws Exception {
    onSession(
        session ->
            refused(() -> session.findAttribute(1, Attribute.CKA_VALUE))
                .hasMessage("CKA_VALUE claims 18446744073709551615 bytes, expected at most 65536"),
        "LENGTH=-1L");
  }

  @Test
  void moreObjectsThanAskedForAreRefused() throws Exception {
    onSession(
        session ->
            refused(() -> session.find(Template.ANY))
                .hasMessage(
                    "C_FindObjects gave 65 objects after 0, expected at most 64 at a time and 10000 in all"),
        "OBJECTS=65");
  }

  @Test
  void aSearchWithoutEndIsRefused() throws Exception {
    onSession(
        session ->
            refused(() -> session.find(Template.ANY))
                .hasMessageStartingWith("C_FindObjects gave 64 objects after 9984"),
        "OBJECTS=64");
  }

  @Test
  void aSignatureOfAnotherLengthIsRefused() throws Exception {
    onSession(
        session ->
            refused(() -> session.sign(1, Sha256.of(Bytes.EMPTY)))
                .hasMessage("C_Sign gave 96 bytes, expected 64 for P-256"),
        "SIGNATURE=96");
  }

  @ParameterizedTest
  @CsvSource({
    "0x404,   has no user PIN yet: set one with the token's tool",
    "0x2040c, would lock at one more wrong PIN",
    "0x4040c, has its PIN locked: unlock it with the security officer's PIN",
    "0x8040c, wants its PIN changed: change it with the token's tool",
  })
  void noPinIsTriedWhereTheTokenWarns(String flags, String message) throws Exception {
    // Had it been tried, the answer would have been that it was not taken.
    try (Cryptoki liar = Cryptoki.load(module("FLAGS=" + flags));
        Pin pin = Pin.takingOwnership(new byte[] {'1'})) {
      refused(() -> OpenedToken.login(liar, liar.slots().getFirst(), pin))
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x1041, 'CKM_EC_KEY_PAIR_GEN (0x1040), expected it to make elliptic-curve keys'",
    "0x1040, 'CKM_ECDSA (0x1041), expected it to sign with elliptic-curve keys'",
  })
  void aCeremonyNamesTheMechanismThatIsMissing(String only, String missing) throws Exception {
    var unread = new PinSource.OwnerOnlyFile(directory.resolve("there is no such file"));
    try (Cryptoki limited = Cryptoki.load(module("MECHANISM=" + only))) {
      Slot slot = limited.slots().getFirst();
      refused(() -> CeremonyToken.login(limited, slot, unread))
          .hasMessageStartingWith("token \"liar\"")
          .hasMessageEndingWith(" has no mechanism " + missing)
          .isInstanceOfSatisfying(
              TokenException.class,
              e -> assertThat(e.reason().remedy()).startsWith("use a token that has it"));
    }
  }

  @Test
  void absurdlyManyMechanismsAreRefused() throws Exception {
    try (Cryptoki liar = Cryptoki.load(module("MECHANISMS=5000"))) {
      refused(() -> liar.mechanisms(liar.slots().getFirst()))
          .hasMessageMatching(
              "C_GetMechanismList of .* claims 5000 entries, expected at most 4096");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "257, 521, false",
    "521, 255, false",
    "-1L, 256, false",
    "256, -2L, true",
    "-1L, -1L, true",
    "0,   0,   true",
    "256, 256, true",
  })
  void bitsAreUnsignedAndMayBeUntold(String least, String most, boolean covers) throws Exception {
    try (Cryptoki liar = Cryptoki.load(module("LEAST_BITS=" + least, "MOST_BITS=" + most))) {
      Mechanisms told = liar.mechanisms(liar.slots().getFirst());
      assertThat(told.present()).containsOnlyKeys(Mechanism.CKM_ECDSA);
      assertThat(told.present().values()).allMatch(range -> range.coversP256() == covers);
    }
  }

  @ParameterizedTest
  @CsvSource({"0x00, liar", "0x20, liar", "0x0a, liar", "0xff, 'liar\uFFFD\uFFFD'"})
  void textsAreReadWithWhateverPadding(String padding, String shown) throws Exception {
    try (Cryptoki liar = Cryptoki.load(module("PADDING=" + padding, "VERSION=0xfe"))) {
      TokenInfo token = liar.slots().getFirst().token();
      assertThat(token.label()).startsWith(shown);
      assertThat(token.label().length()).isLessThanOrEqualTo(32);
      assertThat(token.firmware()).isEqualTo("254.254");
    }
  }

  @Test
  void controlCharactersOfALabelReachNoTerminal() throws Exception {
    try (Cryptoki liar = Cryptoki.load(module("LABEL=\"a\\033[31mb\""))) {
      assertThat(liar.slots().getFirst().token().toString())
          .isEqualTo("\"a\\u001b[31mb\" ( , serial )");
    }
  }

  private interface Deed {
    void with(Session session) throws Exception;
  }

  private void onSession(Deed deed, String... claims) throws Exception {
    try (Cryptoki liar = Cryptoki.load(module(claims));
        Session session = liar.openSession(liar.slots().getFirst())) {
      deed.with(session);
    }
  }

  private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(TokenException.class);
  }

  private Path module(String... claims) throws Exception {
    List<String> options = new ArrayList<>(List.of("-w"));
    for (String claim : claims) {
      options.add("-D" + claim);
    }
    try (InputStream from = LyingModuleTest.class.getResourceAsStream("lying-module.c")) {
      byte[] source = Objects.requireNonNull(from).readAllBytes();
      return SharedObject.compile(source, directory.resolve("liar.so"), options);
    }
  }
}
