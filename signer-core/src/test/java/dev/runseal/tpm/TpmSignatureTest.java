package dev.runseal.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.EcdsaSignature;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TpmSignatureTest {
  private static final Bytes MESSAGE = Bytes.utf8("what was certified");

  @Test
  void ecdsaVerifiesAndIsWrittenBack() throws Exception {
    KeyPair pair = keys("EC", 256);
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE.toArray());
    var numbers = EcdsaSignature.parse(Bytes.of(signer.sign()));
    var signature =
        new TpmSignature.Ecdsa(TpmHash.SHA256, unsigned(numbers.r()), unsigned(numbers.s()));

    TpmSignature.parse(signature.encode()).verify(pair.getPublic(), MESSAGE);

    assertThat(TpmSignature.parse(signature.encode())).isEqualTo(signature);
  }

  /** As long as the digest, and as long as a key of 2,048 bits has room for. */
  @ParameterizedTest
  @ValueSource(ints = {32, 222})
  void pssVerifiesWithBothLengthsOfSalt(int salt) throws Exception {
    KeyPair pair = keys("RSA", 2048);
    var signer = Signature.getInstance("RSASSA-PSS");
    signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE.toArray());
    var signature = new TpmSignature.RsaPss(TpmHash.SHA256, Bytes.of(signer.sign()));

    TpmSignature.parse(signature.encode()).verify(pair.getPublic(), MESSAGE);

    assertThatThrownBy(() -> signature.verify(pair.getPublic(), Bytes.utf8("another")))
        .isInstanceOf(TpmException.class)
        .hasMessage("signature does not verify under the signer's key");
  }

  @Test
  void aSignatureOfAnotherAlgorithmThanTheKeysIsRefused() throws Exception {
    KeyPair pair = keys("EC", 256);
    var signature = new TpmSignature.Rsassa(TpmHash.SHA256, Bytes.of(new byte[256]));

    assertThatThrownBy(() -> signature.verify(pair.getPublic(), MESSAGE))
        .hasMessage("signature is one of RSA, the signer's key is of EC");
  }

  @Test
  void anHmacIsNoSignature() {
    assertThatThrownBy(() -> TpmSignature.parse(Bytes.parseHex("0005000b")))
        .hasMessage(
            "signature's algorithm is 0x0005, expected 0x0014 (RSASSA), 0x0016 (RSAPSS) or 0x0018 (ECDSA)");
  }

  private static KeyPair keys(String algorithm, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static Bytes unsigned(BigInteger number) {
    byte[] octets = number.toByteArray();
    return Bytes.of(octets[0] == 0 ? Arrays.copyOfRange(octets, 1, octets.length) : octets);
  }
}
