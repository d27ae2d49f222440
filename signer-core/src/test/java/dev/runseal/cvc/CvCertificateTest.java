package dev.runseal.cvc;

import static dev.runseal.cvc.NitrokeyVectors.DEV_AUT;
import static dev.runseal.cvc.NitrokeyVectors.REQUEST;
import static dev.runseal.cvc.NitrokeyVectors.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.CvcException.Reason;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CvCertificateTest {
  @Test
  void theRootIsReadAsCardContactPublishedIt() throws CvcException {
    CvCertificate root = CvCertificate.parse(ROOT);
    assertThat(root.holder().text()).isEqualTo("DESRCACC100001");
    assertThat(root.isSelfIssued()).isTrue();
    assertThat(root.role()).isEqualTo(CvRole.ROOT);
    assertThat(root.dates())
        .isEqualTo(new CvDates(LocalDate.of(2012, 11, 9), LocalDate.of(2032, 11, 8)));
    assertThat(Sha256.of(ROOT).toString())
        .isEqualTo("sha256:453a391015c5fbb60116c838ed613591828bf62ac8a1aca276ce4e60525ec3e3");
  }

  @Test
  void aDeviceFileHoldsTheDevicesCertificateAndItsIssuers() throws CvcException {
    List<CvCertificate> both = CvCertificate.parseAll(DEV_AUT);
    assertThat(both)
        .extracting(CvCertificate::role)
        .containsExactly(CvRole.DEVICE, CvRole.DEVICE_ISSUER);
    assertThat(both.getFirst().holder().holder()).isEqualTo("DENK0404144");
    assertThat(both.getFirst().issuer()).isEqualTo(both.getLast().holder());
  }

  /** Two over the request, one in each certificate: the samples' source counts five. */
  @Test
  void fiveSignaturesVerify() throws CvcException {
    CvCertificate root = CvCertificate.parse(ROOT);
    CvCertificate device = CvCertificate.parseAll(DEV_AUT).getFirst();
    CvCertificate issuer = CvCertificate.parseAll(DEV_AUT).getLast();
    AuthenticatedRequest request = AuthenticatedRequest.parse(REQUEST);
    int verified = 0;

    VerificationKey rootKey = VerificationKey.of(root.body().key(), "root");
    root.verifySignature(rootKey);
    verified++;
    issuer.verifySignature(rootKey);
    verified++;
    VerificationKey issuerKey = VerificationKey.inheriting(rootKey, issuer.body().key(), "issuer");
    device.verifySignature(issuerKey);
    verified++;
    request.verifyDevice(VerificationKey.inheriting(issuerKey, device.body().key(), "device"));
    verified++;
    request.verifyKey();
    verified++;

    assertThat(verified).isEqualTo(5);
  }

  @Test
  void everyTruncationIsRefused() {
    for (Bytes whole : List.of(ROOT, REQUEST)) {
      for (int length = 0; length < whole.length(); length++) {
        Bytes cut = whole.slice(0, length);
        CvcException refused =
            catchThrowableOfType(
                CvcException.class,
                () -> {
                  CvCertificate.parse(cut);
                  AuthenticatedRequest.parse(cut);
                });
        assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
      }
    }
  }

  @Test
  void aByteBehindTheEndIsRefused() {
    Bytes more = Bytes.concat(ROOT, Bytes.of((byte) 0));
    assertThatThrownBy(() -> CvCertificate.parse(more))
        .isInstanceOf(CvcException.class)
        .hasMessage("certificates ends within a data object's tag or length");
    assertThatThrownBy(() -> AuthenticatedRequest.parse(Bytes.concat(REQUEST, ROOT)))
        .hasMessage("request goes on with 441 bytes where its end is expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5f290100 | 5f290101 | certificate 0: profile identifier is 01, expected 00",
        "5f290100 | 5f280100 | certificate 0: data object is 5F28, expected a profile identifier (5F29)",
        "420e4445 | 420e0a45 | certificate 0: issuer: key reference is \"\\u000aESRCACC100001\", expected 8 to 16 printable ASCII characters",
        "04007f00070202020203 | 04007f00070202020303 | certificate 0: public key signs by algorithm 04007f00070202020303, expected one of id-TA of TR-03110",
        "84410 | 88410 | certificate 0: public key: data object is 88, expected a base point (84)",
        "030101 5301c0 | 030102 5301c0 | certificate 0: role is c0 of kind 2b0601040181c31f030102, expected 00, 80 or c0 of kind 2b0601040181c31f030101",
        "5301c0 | 530140 | certificate 0: role is 40 of kind 2b0601040181c31f030101, expected 00, 80 or c0 of kind 2b0601040181c31f030101",
        "5f2506010201 | 5f250601020a | certificate 0: effective date is 01020a010009, expected six octets of one digit each",
        "5f2406030201 | 5f2406030202 | certificate 0: expiration date is 030202010008, which is no day",
        "5f3740 | 5f3640 | certificate 0: data object is 5F36, expected a signature (5F37)",
        "7f218201b4 | 7f228201b4 | certificates: data object is 7F22, expected a certificate (7F21)",
        "7f218201b4 | 7f80b40000 | certificates: tag is 7F80, expected one of one or two octets in its shortest form",
        "7f218201b4 | 7f21800000 | certificates: length of data object 7F21 begins with 80, expected a definite one of at most 65535",
        "7f218201b4 | 7f21820070 | certificates: length of data object 7F21 is 112 in 3 octets, expected the shortest form",
        "7f218201b4 | 7f218201b5 | certificates: data object 7F21 says that it has 437 bytes, 436 are left"
      })
  void aFieldThatIsNotAsItMustBeIsRefused(String found, String instead, String message) {
    String hex = ROOT.toHex();
    assertThat(hex).contains(found.replace(" ", ""));
    Bytes changed =
        Bytes.parseHex(hex.replaceFirst(found.replace(" ", ""), instead.replace(" ", "")));
    assertThatThrownBy(() -> CvCertificate.parse(changed))
        .isInstanceOf(CvcException.class)
        .hasMessage(message);
  }

  @Test
  void aCertificateThatIsTooLongIsRefused() {
    Bytes body = CvcIssuer.tlv(0x7f4e, Bytes.takingOwnership(new byte[5000]));
    assertThatThrownBy(() -> CvCertificate.parse(CvcIssuer.tlv(0x7f21, body)))
        .hasMessage("certificate 0 has 5010 bytes, expected at most 4096");
  }

  @Test
  void aRequestIsNoCertificateAndTheOtherWayRound() throws CvcException {
    Bytes inner = AuthenticatedRequest.parse(REQUEST).request();
    assertThatThrownBy(() -> CvCertificate.parse(inner))
        .hasMessage(
            "certificate 0 names no issuer, role or dates: it is a request and not a certificate");
    Bytes disguised =
        CvcIssuer.tlv(
            0x67,
            ROOT,
            CvcIssuer.tlv(0x42, Bytes.utf8("UTNK000000100000")),
            CvcIssuer.tlv(0x5f37, Bytes.of((byte) 1)));
    assertThatThrownBy(() -> AuthenticatedRequest.parse(disguised))
        .hasMessage("inner request has a role and dates: it is a certificate and not a request");
  }
}
