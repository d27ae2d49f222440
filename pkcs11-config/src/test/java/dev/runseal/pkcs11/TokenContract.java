package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.pkcs11.TokenCheckup.Finding;
import dev.runseal.testhsm.Component;
import dev.runseal.testhsm.TokenBackend;
import dev.runseal.testhsm.TokenBackend.Ability;
import dev.runseal.testhsm.TokenFixture;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.SealingChain;
import dev.runseal.x509.Validity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of token must do for us; each backend's test extends it. */
public abstract class TokenContract {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final Validity FIVE_YEARS = Validity.of(NOW, Duration.ofDays(5 * 365));
  private static final Validity ONE_YEAR = Validity.of(NOW, Duration.ofDays(365));
  private static final Ceremony.Plan PLAN = plan("root", "sealing");
  private static final Pkcs11Uri ROOT = Pkcs11Uri.ofKeyLabel("root");
  private static final Pkcs11Uri SEALING = Pkcs11Uri.ofKeyLabel("sealing");

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @TempDir Path directory;
  private TokenBackend backend;
  private TokenFixture ceremonyToken;
  private TokenFixture daemonToken;

  /** A maker of fresh tokens, for one test. */
  protected abstract TokenBackend newBackend();

  /** What has to be known of these tokens, and no more than that: the contract shows it true. */
  abstract TokenQuirks quirks();

  @BeforeEach
  void makeTokens() {
    backend = newBackend();
    ceremonyToken = backend.newToken("ceremony");
    daemonToken = backend.newToken("daemon");
    backend.enterProcess();
  }

  @AfterEach
  void removeTokens() {
    if (backend != null) {
      backend.close();
    }
  }

  @Test
  void aCeremonyMakesTwoKeysThatTheirTokensKeep() throws Exception {
    CeremonyResult result = holdCeremony();
    assertThat(result.log()).isEqualTo(Origin.of("test.log", result.sealing().publicKey()));
    try (Token daemon = Token.open(config(daemonToken))) {
      KeyFacts sealing = daemon.facts(SEALING);
      assertThat(sealing).isEqualTo(result.sealing());
      assertThat(sealing.attributes())
          .containsEntry(Attribute.CKA_SENSITIVE, true)
          .containsEntry(Attribute.CKA_ALWAYS_SENSITIVE, true)
          .containsEntry(Attribute.CKA_EXTRACTABLE, false)
          .containsEntry(Attribute.CKA_NEVER_EXTRACTABLE, true)
          .containsEntry(Attribute.CKA_LOCAL, true)
          .containsEntry(Attribute.CKA_SIGN, true);
      assertThat(daemon.findCertificate(SEALING)).contains(result.sealingCertificate());
    }
    SealingChain chain =
        SealingChain.validate(
            result.attestation().certificates(), Set.of(result.rootCertificate()), NOW);
    assertThat(chain.origin()).isEqualTo(result.log()).isEqualTo(result.attestation().log());
    assertThat(chain.sealingKey()).isEqualTo(result.sealing().publicKey());
  }

  @Test
  void theTokenIsKnownForWhatItIs() throws Exception {
    try (Token daemon = Token.open(config(daemonToken))) {
      assertThat(daemon.quirks()).isEqualTo(quirks());
    }
  }

  @Test
  void aKeyHasNoUsesBesideSigningThanThoseKnown() throws Exception {
    CeremonyResult result = holdCeremony();
    List<String> known = quirks().fixedUses().stream().map(Attribute::name).toList();
    assertThat(result.root().otherUses()).containsExactlyInAnyOrderElementsOf(known);
    assertThat(result.sealing().otherUses()).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void theRootKeyIsNotInTheDaemonsToken() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken))) {
      assertThat(daemon.keys()).extracting(KeyFacts::label).containsExactly("sealing");
      assertThatThrownBy(() -> daemon.facts(ROOT))
          .isInstanceOf(TokenException.class)
          .hasMessage(
              "no private key is named pkcs11:object=root, found \"sealing\" (id %s)",
              result.sealing().id().toHex());
    }
  }

  @Test
  void whatTheTokenSignsVerifies() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken))) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      assertThat(key.publicKey()).isEqualTo(result.sealing().publicKey());
      signAndVerify(key, result.log(), 1);
      var statement = new ToBeSigned.DssePae(Bytes.utf8("{}"));
      key.publicKey().verify(statement.bytes(), key.sign(statement));
    }
  }

  @Test
  void manyThreadsSignAtOnce() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      var signing = new ArrayList<Future<?>>();
      for (int thread = 0; thread < 64; thread++) {
        int first = thread * 10;
        signing.add(
            threads.submit(() -> {
              for (int size = first; size < first + 10; size++) {
                signAndVerify(key, result.log(), size);
              }
              return null;
            }));
      }
      for (Future<?> each : signing) {
        each.get();
      }
    }
  }

  @Test
  void aRoleSignsOnlyWhatItIsFor() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token ceremony = Token.open(config(ceremonyToken))) {
      TokenKey root = ceremony.key(TokenKey.Role.ROOT, ROOT);
      assertThatThrownBy(() -> root.sign(checkpoint(Origin.of("test.log", root.publicKey()), 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a checkpoint was to be signed by a key for ROOT, expected one for SEALING");
      assertThatThrownBy(() -> root.sign(new ToBeSigned.DssePae(Bytes.EMPTY)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a statement was to be signed by a key for ROOT, expected one for SEALING");
    }
    try (Token daemon = Token.open(config(daemonToken))) {
      TokenKey sealing = daemon.key(TokenKey.Role.SEALING, SEALING);
      assertThatThrownBy(() -> new ChainIssuer(new SecureRandom()).root(sealing, "x", ONE_YEAR))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a certificate was to be signed by a key for SEALING, expected one for ROOT");
      Origin other = Origin.of("other.log", result.root().publicKey());
      assertThatThrownBy(() -> sealing.sign(checkpoint(other, 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("a checkpoint of " + other + " was to be signed by another");
    }
  }

  @Test
  void aReopenedTokenSignsWithTheSameKey() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken))) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      for (int size = 0; size < 5; size++) {
        daemon.reopen();
        signAndVerify(key, result.log(), size);
      }
    }
  }

  @Test
  void sessionsThatDiedAreReplacedWithoutTheCallerNoticing() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken));
        Cryptoki saboteur = Cryptoki.load(backend.module())) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      saboteur.closeAllSessions(Slot.named(config(daemonToken).token(), saboteur));
      signAndVerify(key, result.log(), 1);
      saboteur.closeAllSessions(Slot.named(config(daemonToken).token(), saboteur));
      assertThat(daemon.facts(SEALING)).isEqualTo(result.sealing());
    }
  }

  @Test
  void aModuleThatWasFinalizedIsInitialisedAnew() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken))) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      Cryptoki.load(backend.module()).close();
      signAndVerify(key, result.log(), 1);
      Cryptoki.load(backend.module()).close();
      assertThat(daemon.facts(SEALING)).isEqualTo(result.sealing());
    }
  }

  @Test
  void aClosedTokenRefuses() throws Exception {
    CeremonyResult result = holdCeremony();
    Token daemon = Token.open(config(daemonToken));
    TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
    daemon.close();
    assertThatThrownBy(() -> signAndVerify(key, result.log(), 1))
        .isInstanceOf(SigningException.class)
        .hasMessage("token %s is closed", config(daemonToken).token());
  }

  @Test
  void aLabelThatIsThereIsRefusedBeforeAnythingIsMade() throws Exception {
    holdCeremony();
    assertThatThrownBy(this::holdCeremony)
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("token \"ceremony\"")
        .hasMessageEndingWith("label \"root\" is already there, expected it unused");
    var halfNew = plan("root-2", "sealing");
    assertThatThrownBy(() -> ceremony(halfNew, step -> {}))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("token \"daemon\"")
        .hasMessageEndingWith("label \"sealing\" is already there, expected it unused");
    try (Token ceremony = Token.open(config(ceremonyToken))) {
      assertThat(ceremony.keys()).extracting(KeyFacts::label).containsExactly("root");
    }
  }

  @Test
  void aCeremonyThatFailsLeavesNothingBehind() throws Exception {
    for (Ceremony.Step failing : Ceremony.Step.values()) {
      assertThatThrownBy(() ->
              ceremony(
                  PLAN,
                  step -> {
                    if (step == failing) {
                      throw new IllegalStateException("stopped at " + step);
                    }
                  }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("stopped at " + failing)
          .hasNoSuppressedExceptions();
      assertThat(objectsOn(ceremonyToken)).as("after %s", failing).isZero();
      assertThat(objectsOn(daemonToken)).as("after %s", failing).isZero();
    }
    holdCeremony();
  }

  @Test
  void aCeremonyInOneTokenIsRefused() {
    var ceremony = newCeremony(PLAN, step -> {});
    assertThatThrownBy(() -> ceremony.hold(config(daemonToken), config(daemonToken)))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("expected two tokens: the daemon must never hold the root key");
  }

  @Test
  void twoKeysOfOneLabelAreRefused() throws Exception {
    holdCeremony();
    onDaemonToken(
        opened -> opened.objects().generate(new KeyTemplate("sealing", Bytes.of((byte) 7))));
    try (Token daemon = Token.open(config(daemonToken))) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, SEALING))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("2 private keys are named pkcs11:object=sealing, expected one: ")
          .hasMessageContaining("\"sealing\" (id 07)");
      assertThat(daemon.facts(Pkcs11Uri.parse("pkcs11:id=%07")).label()).isEqualTo("sealing");
    }
  }

  @Test
  void aKeyWithoutItsCertificateIsRefused() throws Exception {
    onDaemonToken(
        opened -> opened.objects().generate(new KeyTemplate("sealing", Bytes.of((byte) 7))));
    try (Token daemon = Token.open(config(daemonToken))) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, SEALING))
          .isInstanceOf(TokenException.class)
          .hasMessage("private key \"sealing\" has no certificate of its id beside it");
    }
  }

  @Test
  void aCertificateOfAnotherKeyIsRefused() throws Exception {
    CeremonyResult result = holdCeremony();
    onDaemonToken(opened -> {
      TokenObjects objects = opened.objects();
      Session.KeyPair pair = objects.generate(new KeyTemplate("odd", Bytes.of((byte) 7)));
      KeyFacts facts = objects.facts(pair.privateKey());
      objects.storeCertificate(facts, result.sealingCertificate());
    });
    try (Token daemon = Token.open(config(daemonToken))) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, Pkcs11Uri.ofKeyLabel("odd")))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith(
              "certificate beside \"odd\" is about %s, expected P-256 sha256:",
              result.sealing().publicKey());
    }
  }

  @Test
  void aKeyThatItsTokenWouldGiveAwayIsRefused() throws Exception {
    Deed makesLooseKey =
        opened -> {
          var template = new KeyTemplate("loose", Bytes.of((byte) 7));
          opened
              .session()
              .generateKeyPair(
                  template.publicKey(),
                  quirks()
                      .allowed(template.privateKey())
                      .with(Attribute.CKA_EXTRACTABLE, true)
                      .with(Attribute.CKA_SENSITIVE, false));
        };
    if (!backend.abilities().contains(Ability.MAKE_EXTRACTABLE_KEYS)) {
      assertThatThrownBy(() -> onDaemonToken(makesLooseKey))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("C_GenerateKeyPair returned CKR_");
      assertThat(objectsOn(daemonToken)).isZero();
      return;
    }
    onDaemonToken(makesLooseKey);
    try (Token daemon = Token.open(config(daemonToken))) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, Pkcs11Uri.ofKeyLabel("loose")))
          .isInstanceOf(TokenException.class)
          .hasMessage(
              "private key \"loose\" is not kept by its token:"
                  + " CKA_SENSITIVE is false, expected true;"
                  + " CKA_EXTRACTABLE is true, expected false;"
                  + " CKA_NEVER_EXTRACTABLE is false, expected true;"
                  + " CKA_ALWAYS_SENSITIVE is false, expected true");
    }
  }

  @Test
  void aTokenIsFoundBySerialWhereThatNamesOne() throws Exception {
    holdCeremony();
    var pin = new PinSource.OwnerOnlyFile(daemonToken.userPinFile());
    if (quirks().deviations().contains(new Deviation.NoSerial())) {
      try (Token found = Token.open(config(daemonToken))) {
        assertThat(found.info().serial()).isEmpty();
      }
      assertThatThrownBy(() -> TokenConfig.bySerial(daemonToken.module(), "", pin))
          .hasMessage("PKCS#11 URI has an empty serial");
      return;
    }
    var bySerial = TokenConfig.bySerial(daemonToken.module(), daemonToken.serial(), pin);
    if (!quirks().serialNamesOneToken()) {
      assertThatThrownBy(() -> Token.open(bySerial))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("2 tokens are named pkcs11:serial=" + daemonToken.serial())
          .hasMessageEndingWith(
              "; the serial number is the chip's, and the same for all of its tokens: name the token by its label");
      return;
    }
    try (Token found = Token.open(bySerial)) {
      assertThat(found.info().label()).isEqualTo("daemon");
    }
  }

  @Test
  void aTokenIsFoundByUriWithAllThatItHas() throws Exception {
    holdCeremony();
    var pin = new PinSource.OwnerOnlyFile(daemonToken.userPinFile());
    String serial = daemonToken.serial().isEmpty() ? "" : ";serial=" + daemonToken.serial();
    var uri = Pkcs11Uri.parse("pkcs11:token=daemon" + serial);
    try (Token byUri = Token.open(new TokenConfig(daemonToken.module(), uri, pin))) {
      assertThat(byUri.info().label()).isEqualTo("daemon");
      assertThat(byUri.info().serial()).isEqualTo(daemonToken.serial());
    }
  }

  @Test
  void aTokenThatIsNotThereIsRefusedWithWhatIs() {
    var pin = new PinSource.OwnerOnlyFile(daemonToken.userPinFile());
    assertThatThrownBy(() -> Token.open(TokenConfig.byLabel(daemonToken.module(), "absent", pin)))
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("no token is named pkcs11:token=absent, found ")
        .hasMessageContaining("\"daemon\"")
        .hasMessageContaining("\"ceremony\"");
  }

  @Test
  void twoTokensOfOneLabelAreRefusedWithTheirSerials() throws Exception {
    if (!backend.abilities().contains(Ability.REPEAT_LABELS)) {
      assertThatThrownBy(() -> backend.newToken("daemon"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("label");
      Token.open(config(daemonToken)).close();
      return;
    }
    TokenFixture twin = backend.newToken("daemon");
    assertThatThrownBy(() -> Token.open(config(daemonToken)))
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("2 tokens are named pkcs11:token=daemon, expected one: ")
        .hasMessageContaining("serial %s)", twin.serial())
        .hasMessageContaining("serial %s)", daemonToken.serial())
        .hasMessageEndingWith(
            quirks()
                .findAboutSerial()
                .map(known -> "; %s: %s".formatted(known.sentence(), known.remedy()))
                .orElse(" in " + backend.module().toRealPath()));
  }

  @Test
  void aWrongPinIsTriedOnce() throws Exception {
    Path wrong = Files.createFile(directory.resolve("wrong"), OWNER_ONLY);
    Files.writeString(wrong, "wrong-" + daemonToken.userPin());
    OptionalInt before = backend.findWrongPins(daemonToken);
    assertThat(openedElsewhere(wrong))
        .startsWith("PIN token \"daemon\"")
        .endsWith(
            "did not take the PIN, which will not be tried again: C_Login returned CKR_PIN_INCORRECT");
    if (before.isPresent()) {
      assertThat(backend.findWrongPins(daemonToken)).hasValue(before.getAsInt() + 1);
    }
    assertThat(openedElsewhere(daemonToken.userPinFile())).isEqualTo("opened daemon");
  }

  @Test
  void aPinThatIsWrongAfterARebuildStopsTheKeyForGood() throws Exception {
    CeremonyResult result = holdCeremony();
    try (Token daemon = Token.open(config(daemonToken))) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      changePin(daemonToken);
      Cryptoki.load(backend.module()).close();
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> signAndVerify(key, result.log(), 1))
            .isInstanceOfSatisfying(
                SigningException.class,
                e -> assertThat(e.reason()).isEqualTo(SigningException.Reason.REFUSED))
            .hasMessageContaining("did not take the PIN, which will not be tried again");
      }
      assertThatThrownBy(daemon::reopen).hasMessageContaining("will not be tried again");
    }
  }

  @Test
  void theWalkOfTheDoctorEndsAtATestSignature() throws Exception {
    holdCeremony();
    assertThat(TokenCheckup.walk(config(daemonToken), SEALING))
        .hasOnlyElementsOfType(Finding.Passed.class)
        .extracting(Finding::step)
        .containsExactly(TokenCheckup.Step.values());
  }

  @Test
  void theWalkOfTheDoctorEndsAtTheFirstFailureWithItsRemedy() {
    List<Finding> findings = TokenCheckup.walk(config(daemonToken), SEALING);
    assertThat(findings.getLast())
        .isEqualTo(
            new Finding.Failed(
                TokenCheckup.Step.ATTRIBUTES,
                "no private key is named pkcs11:object=sealing, found no private key at all",
                TokenException.Reason.NO_KEY.remedy()));
    assertThat(findings.subList(0, 4)).hasOnlyElementsOfType(Finding.Passed.class);
  }

  @Test
  void pkcs11ToolSeesTheSealingKeyKept() throws Exception {
    Path pkcs11Tool = Component.program("pkcs11-tool");
    holdCeremony();
    String listed =
        ran(
            pkcs11Tool.toString(),
            "--module",
            daemonToken.module().toString(),
            "--token-label",
            "daemon",
            "--login",
            "--pin",
            daemonToken.userPin(),
            "--list-objects");
    assertThat(listed)
        .contains("Private Key Object; EC")
        .containsPattern(
            "label: +sealing\\R.*ID: +[0-9a-f]{32}\\R.*Usage: +%s\\R"
                    .formatted(quirks().fixedUses().isEmpty() ? "sign" : "decrypt, sign")
                + ".*Access: +sensitive, always sensitive, never extractable, local")
        .contains("Certificate Object; type = X.509 cert")
        .doesNotContain("label:      root");
  }

  /** The first login of a fresh process: in ours, any PIN would do after the first right one. */
  private String openedElsewhere(Path pinFile) throws Exception {
    return ran(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LoginMain.class.getName(),
            daemonToken.module().toString(),
            "daemon",
            pinFile.toString())
        .strip();
  }

  /** Makes the PIN in use a wrong one, as an administrator would from another process. */
  private void changePin(TokenFixture token) throws Exception {
    ran(
        Component.program("pkcs11-tool").toString(),
        "--module",
        token.module().toString(),
        "--token-label",
        token.label(),
        "--login",
        "--pin",
        token.userPin(),
        "--change-pin",
        "--new-pin",
        "new-pin");
  }

  private String ran(String... command) throws Exception {
    Path complaints = Files.createTempFile(directory, "stderr", "");
    var builder = new ProcessBuilder(command).redirectError(complaints.toFile());
    builder.environment().putAll(backend.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output + Files.readString(complaints)).isZero();
    return output;
  }

  private interface Deed {
    void with(OpenedToken opened) throws TokenException;
  }

  private void onDaemonToken(Deed deed) throws TokenException {
    try (Cryptoki cryptoki = Cryptoki.load(daemonToken.module());
        Pin pin = config(daemonToken).pin().read("daemon")) {
      OpenedToken opened =
          OpenedToken.login(cryptoki, Slot.named(config(daemonToken).token(), cryptoki), pin);
      try {
        deed.with(opened);
      } finally {
        opened.retire();
      }
    }
  }

  private static int objectsOn(TokenFixture token) throws TokenException {
    try (Cryptoki cryptoki = Cryptoki.load(token.module());
        Pin pin = config(token).pin().read(token.label())) {
      OpenedToken opened =
          OpenedToken.login(cryptoki, Slot.named(config(token).token(), cryptoki), pin);
      int objects = opened.session().find(Template.ANY).size();
      opened.retire();
      return objects;
    }
  }

  private CeremonyResult holdCeremony() throws TokenException {
    return ceremony(PLAN, step -> {});
  }

  private CeremonyResult ceremony(Ceremony.Plan plan, Consumer<Ceremony.Step> progress)
      throws TokenException {
    return newCeremony(plan, progress).hold(config(ceremonyToken), config(daemonToken));
  }

  private static Ceremony newCeremony(Ceremony.Plan plan, Consumer<Ceremony.Step> progress) {
    var random = new SecureRandom();
    return new Ceremony(plan, new ChainIssuer(random), random, progress);
  }

  private static Ceremony.Plan plan(String rootLabel, String sealingLabel) {
    return new Ceremony.Plan(
        "test.log", rootLabel, sealingLabel, "test root", FIVE_YEARS, ONE_YEAR);
  }

  static TokenConfig config(TokenFixture token) {
    return TokenConfig.byLabel(
        token.module(), token.label(), new PinSource.OwnerOnlyFile(token.userPinFile()));
  }

  private static void signAndVerify(TokenKey key, Origin log, long size)
      throws SigningException, BadSignatureException {
    ToBeSigned.Checkpoint checkpoint = checkpoint(log, size);
    key.publicKey().verify(checkpoint.bytes(), key.sign(checkpoint));
  }

  private static ToBeSigned.Checkpoint checkpoint(Origin log, long size) {
    return new ToBeSigned.Checkpoint(log, size, Sha256.of(Bytes.utf8("root " + size)));
  }
}
