package dev.runseal.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CertificationTest {

  @ParameterizedTest
  @EnumSource(Laptop.class)
  void aRealTpmsWordIsReadAndWrittenBack(Laptop laptop) throws Exception {
    Certification certification = Certification.parse(laptop.certification());

    assertThat(certification.encode()).isEqualTo(laptop.certification());
    assertThat(certification.name()).isEqualTo(TpmPublic.parse(laptop.publicArea()).name());
    assertThat(certification.extraData()).isEqualTo(TpmHash.SHA1.digest(laptop.certifiedTo()));
    assertThat(certification.clock().safe()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Laptop.class)
  void aRealSignatureIsTheAttestationKeys(Laptop laptop) throws Exception {
    new TpmSignature.Rsassa(TpmHash.SHA1, laptop.signature())
        .verify(laptop.attestationKey(), laptop.certification());
  }

  @ParameterizedTest
  @EnumSource(Laptop.class)
  void aSignatureOverAnotherWordIsRefused(Laptop laptop) {
    var signature = new TpmSignature.Rsassa(TpmHash.SHA1, laptop.signature());

    assertThatThrownBy(() -> signature.verify(laptop.attestationKey(), Bytes.utf8("another")))
        .isInstanceOf(TpmException.class)
        .hasMessage("signature does not verify under the signer's key");
  }

  @Test
  void whatNoTpmMadeIsRefused() {
    Bytes altered = Bytes.concat(Bytes.of((byte) 0), rest(1));

    assertThatThrownBy(() -> Certification.parse(altered))
        .hasMessage("attestation's magic is 00544347, expected ff544347: no TPM made it");
  }

  @Test
  void aQuoteIsNoCertification() {
    Bytes quote = Bytes.concat(Bytes.parseHex("ff5443478018"), rest(6));

    assertThatThrownBy(() -> Certification.parse(quote))
        .hasMessage("attestation's type is 0x8018, expected 0x8017, of TPM2_Certify");
  }

  @Test
  void aByteTooManyIsRefused() {
    Bytes longer = Bytes.concat(rest(0), Bytes.of((byte) 0));

    assertThatThrownBy(() -> Certification.parse(longer))
        .hasMessage("attestation goes on for 1 bytes after its end");
  }

  private static Bytes rest(int from) {
    Bytes whole = Laptop.SURFACE_PRO_4.certification();
    return whole.slice(from, whole.length());
  }
}
