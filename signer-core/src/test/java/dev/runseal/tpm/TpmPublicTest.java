package dev.runseal.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.VerifyingKey;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TpmPublicTest {
  private static final ObjectAttributes SIGNING =
      ObjectAttributes.of(
          Attribute.FIXED_TPM,
          Attribute.FIXED_PARENT,
          Attribute.SENSITIVE_DATA_ORIGIN,
          Attribute.SIGN);

  @ParameterizedTest
  @EnumSource(Laptop.class)
  void aRealKeyIsReadAndWrittenBack(Laptop laptop) throws Exception {
    TpmPublic key = TpmPublic.parse(laptop.publicArea());

    assertThat(key.encode()).isEqualTo(laptop.publicArea());
    assertThat(key.nameAlg()).isEqualTo(TpmHash.SHA256);
    assertThat(key.attributes().missing(Attribute.FIXED_TPM, Attribute.FIXED_PARENT)).isEmpty();
    assertThat(key.attributes().missing(Attribute.RESTRICTED, Attribute.SIGN))
        .containsExactly("restricted");
  }

  @Test
  void aKeyBehindItsLengthIsTheSameKey() throws Exception {
    Bytes bare = Laptop.SURFACE_PRO_4.publicArea();
    Bytes sized = new TpmWriter().sized(bare).bytes();

    assertThat(TpmPublic.parseSized(sized)).isEqualTo(TpmPublic.parseSized(bare));
  }

  @Test
  void aPointIsTheKeyThatTheWorldKnows() throws Exception {
    VerifyingKey key = somebodysKey();
    TpmPublic area = TpmPublic.parse(ecc(key, 0).encode());

    assertThat(area.key().spki()).isEqualTo(key.spki());
  }

  @Test
  void aCoordinateWithoutItsLeadingZerosIsTheSameKey() throws Exception {
    VerifyingKey key = somebodysKey();
    while (key.spki().at(27) != 0) {
      key = somebodysKey();
    }
    TpmPublic area = TpmPublic.parse(ecc(key, 1).encode());

    assertThat(area.key().spki()).isEqualTo(key.spki());
  }

  @Test
  void anotherAttributeIsAnotherName() throws Exception {
    TpmPublic key = ecc(somebodysKey(), 0);
    var looser =
        new TpmPublic(
            key.nameAlg(), ObjectAttributes.of(Attribute.SIGN), key.authPolicy(), key.key());

    assertThat(looser.name()).isNotEqualTo(key.name());
  }

  @Test
  void aKeyOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> TpmPublic.parse(Bytes.parseHex("0008000b000600720000")))
        .isInstanceOf(TpmException.class)
        .hasMessage("public area's type is 0x0008, expected 0x0001 (RSA) or 0x0023 (ECC)");
  }

  @Test
  void aModulusOfAnotherLengthThanItSaysIsRefused() {
    Bytes rsa = Bytes.parseHex("0001000b0004003200000010001008000000000000020102");

    assertThatThrownBy(() -> TpmPublic.parse(rsa))
        .hasMessage("public area has a modulus of 2 bytes, expected 256 for 2048 bits");
  }

  private static TpmPublic ecc(VerifyingKey key, int leftOut) {
    Bytes spki = key.spki();
    return new TpmPublic(
        TpmHash.SHA256,
        SIGNING,
        Bytes.EMPTY,
        new TpmKey.Ecc(
            TpmSymmetric.NONE,
            TpmScheme.NONE,
            TpmCurve.P256,
            TpmScheme.NONE,
            spki.slice(27 + leftOut, 59),
            spki.slice(59, 91)));
  }

  private static VerifyingKey somebodysKey() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var key = (ECPublicKey) generator.generateKeyPair().getPublic();
    return VerifyingKey.parse(Bytes.of(key.getEncoded()));
  }
}
