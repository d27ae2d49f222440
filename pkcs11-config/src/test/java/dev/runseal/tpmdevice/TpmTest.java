package dev.runseal.tpmdevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.testhsm.Swtpm;
import dev.runseal.tpm.Certification;
import dev.runseal.tpm.Credential;
import dev.runseal.tpm.ObjectAttributes;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import dev.runseal.tpm.TpmKey;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpmdevice.Tpm.Hierarchy;
import dev.runseal.tpmdevice.Tpm.Loaded;
import dev.runseal.tpmdevice.TpmDeviceException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our commands to a real TPM 2.0, through a resource manager. */
final class TpmTest {
  private static final int COUNTER = 0x01800042;
  private static final byte[] NO_PASSWORD = {};
  private static final Bytes SECRET = Bytes.utf8("thirty-two bytes of a secret....");

  private static @Nullable Swtpm chip;
  private final SecureRandom random = new SecureRandom();
  private Tpm tpm;

  @BeforeAll
  static void startTheTpm() {
    chip = Swtpm.start();
    chip.enterEnvironment();
  }

  @AfterAll
  static void endTheTpm() {
    if (chip != null) {
      chip.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    tpm = Tpm.open(TpmAddress.parse(chip().address()));
  }

  @AfterEach
  void close() {
    tpm.close();
  }

  @Test
  void itsEndorsementKeyIsTheOneThatItsMakerCertified() throws Exception {
    EndorsementKey endorsement = EndorsementKey.of(tpm);

    assertThat(
            endorsement
                .key()
                .area()
                .attributes()
                .missing(Attribute.FIXED_TPM, Attribute.RESTRICTED, Attribute.DECRYPT))
        .isEmpty();
    assertThat(endorsement.certificate().length()).isGreaterThan(100);
  }

  @Test
  void aCredentialOpensOnTheTpmThatItWasMadeFor() throws Exception {
    Loaded endorsement = EndorsementKey.of(tpm).key();
    Loaded attestation = AttestationKey.of(tpm);
    Credential credential =
        Credential.make(endorsement.area(), attestation.area().name(), SECRET, random);

    assertThat(tpm.activateCredential(attestation, endorsement, credential)).isEqualTo(SECRET);
  }

  @Test
  void aCredentialForAnotherKeyDoesNotOpen() throws Exception {
    Loaded endorsement = EndorsementKey.of(tpm).key();
    Loaded attestation = AttestationKey.of(tpm);
    Bytes another = endorsement.area().name();
    Credential credential = Credential.make(endorsement.area(), another, SECRET, random);

    assertThatThrownBy(() -> tpm.activateCredential(attestation, endorsement, credential))
        .isInstanceOf(TpmDeviceException.class)
        .hasMessageContaining("answered TPM2_ActivateCredential with TPM_RC_INTEGRITY");
  }

  @Test
  void theAttestationKeyIsTheSameAfterTheOwnerClearedTheTpm() throws Exception {
    Bytes before = AttestationKey.of(tpm).area().name();
    tpm.close();
    chip().newBackend().close();
    open();

    assertThat(AttestationKey.of(tpm).area().name()).isEqualTo(before);
  }

  @Test
  void theTpmSaysThatAKeyIsInIt() throws Exception {
    Loaded attestation = AttestationKey.of(tpm);
    Loaded key = tpm.createPrimary(Hierarchy.OWNER, signing(attestation.area()));
    Bytes nonce = Bytes.utf8("bound to a log");

    Tpm.Certified certified = tpm.certify(key, NO_PASSWORD, attestation, nonce);

    certified.signature().verify(publicKey(attestation), certified.certification());
    Certification said = Certification.parse(certified.certification());
    assertThat(said.name()).isEqualTo(key.area().name());
    assertThat(said.extraData()).isEqualTo(nonce);
    assertThat(said.qualifiedSigner())
        .isEqualTo(attestation.area().qualifiedName(Hierarchy.ENDORSEMENT.qualifiedName()));
    assertThat(said.qualifiedName())
        .isEqualTo(key.area().qualifiedName(Hierarchy.OWNER.qualifiedName()));
  }

  @Test
  void whatWasLoadedIsGoneAfterAFlush() throws Exception {
    Loaded key = AttestationKey.of(tpm);
    tpm.flush(key);

    // spec: part 3, "Response Codes": a transient handle that is none is a bad value
    assertThatThrownBy(() -> tpm.read(key.handle()))
        .isInstanceOf(TpmDeviceException.class)
        .hasMessage(
            "TPM tabrmd:bus_type=session answered TPM2_ReadPublic with TPM_RC_VALUE (0x184)");
  }

  @Test
  void aKeyThatWasNeverStoredIsNotFound() {
    assertThatThrownBy(() -> tpm.read(0x8101ffff))
        .isInstanceOfSatisfying(
            TpmDeviceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("with TPM_RC_HANDLE (");
  }

  @Test
  void aCounterCountsAndSurvivesItsOwnRemoval() throws Exception {
    var memory = new TpmMemory(tpm);
    assertThat(memory.findCounter(COUNTER)).isEmpty();
    memory.defineCounter(COUNTER);
    assertThat(memory.findCounter(COUNTER)).isEmpty();

    memory.increment(COUNTER);
    long first = memory.findCounter(COUNTER).orElseThrow();
    memory.increment(COUNTER);
    assertThat(memory.findCounter(COUNTER)).isEqualTo(Optional.of(first + 1));

    memory.undefine(COUNTER);
    memory.defineCounter(COUNTER);
    memory.increment(COUNTER);
    assertThat(memory.findCounter(COUNTER).orElseThrow()).isGreaterThan(first + 1);
    memory.undefine(COUNTER);
  }

  @Test
  void aSecondCounterInTheSamePlaceIsRefused() throws Exception {
    var memory = new TpmMemory(tpm);
    memory.defineCounter(COUNTER);
    try {
      assertThatThrownBy(() -> memory.defineCounter(COUNTER))
          .hasMessageContaining("answered TPM2_NV_DefineSpace with TPM_RC_NV_DEFINED");
    } finally {
      memory.undefine(COUNTER);
    }
  }

  @Test
  void aTpmThatIsNotThereIsSaidSo(@TempDir Path directory) {
    TpmAddress nowhere = new TpmAddress.SwtpmSocket(directory.resolve("none"));

    assertThatThrownBy(() -> Tpm.open(nowhere))
        .isInstanceOfSatisfying(
            TpmDeviceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
        .hasMessageStartingWith("TPM swtpm:path=" + directory);
  }

  @Test
  void aFileIsNoTpm(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("tpmrm0"));

    try (Tpm none = Tpm.open(new TpmAddress.Device(file))) {
      assertThatThrownBy(() -> none.read(COUNTER))
          .isInstanceOf(TpmDeviceException.class)
          .hasMessageContaining("did not answer TPM2_ReadPublic");
    }
  }

  private static TpmPublic signing(TpmPublic like) {
    return new TpmPublic(
        like.nameAlg(),
        ObjectAttributes.of(
            Attribute.FIXED_TPM,
            Attribute.FIXED_PARENT,
            Attribute.SENSITIVE_DATA_ORIGIN,
            Attribute.USER_WITH_AUTH,
            Attribute.SIGN),
        Bytes.EMPTY,
        withoutPoint((TpmKey.Ecc) like.key()));
  }

  private static TpmKey withoutPoint(TpmKey.Ecc key) {
    return new TpmKey.Ecc(
        key.symmetric(), key.scheme(), key.curve(), key.kdf(), Bytes.EMPTY, Bytes.EMPTY);
  }

  private static PublicKey publicKey(Loaded key) throws Exception {
    return KeyFactory.getInstance("EC")
        .generatePublic(new X509EncodedKeySpec(key.area().key().spki().toArray()));
  }

  private static Swtpm chip() {
    if (chip == null) {
      throw new AssertionError("JUnit starts the TPM first");
    }
    return chip;
  }
}
