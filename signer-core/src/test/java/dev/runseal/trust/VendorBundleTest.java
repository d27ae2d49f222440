package dev.runseal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.VendorCertificate;
import dev.runseal.bytes.Bytes;
import dev.runseal.cvc.NitrokeyVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VendorBundleTest {
  private static final Path FILE = Path.of("src/main/resources/dev/runseal/trust/vendors.json");
  private static final Path PAGE = Path.of("../docs/vendor-roots.md");

  @Test
  void whatShipsIsWhatThePageSays() throws IOException {
    VendorBundle shipped = VendorBundle.shipped();
    String page = Files.readString(PAGE);
    assertThat(page).contains("as of " + shipped.date() + ":");
    List<String> rows = page.lines().filter(line -> line.contains("`sha256:")).toList();
    Stream<String> roots =
        shipped.roots().stream()
            .map(root -> "| `%s` %s".formatted(root.family(), row(root.certificate())));
    Stream<String> onTheWay = shipped.onTheWay().stream().map(VendorBundleTest::row);
    assertThat(rows).containsExactlyElementsOf(Stream.concat(roots, onTheWay).toList());
  }

  private static String row(VendorCertificate certificate) {
    return "| %s | %s | `%s` |"
        .formatted(
            certificate.name(),
            certificate.notAfter().atZone(ZoneOffset.UTC).toLocalDate(),
            certificate.fingerprint());
  }

  @Test
  void cardContactsRootIsTheOneThatItPublishes() {
    assertThat(VendorBundle.shipped().roots())
        .filteredOn(root -> root.family() == EvidenceType.SMARTCARD_HSM)
        .singleElement()
        .satisfies(root -> assertThat(root.encoding()).isEqualTo(NitrokeyVectors.ROOT));
  }

  @Test
  void everyFamilyWhoseMakersVouchHasARoot() {
    assertThat(VendorBundle.shipped().roots())
        .extracting(root -> root.family().text())
        .contains("yubikey-piv", "yubihsm2", "smartcard-hsm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vendors.v1 | vendors.v2 | /mediaType: found \"application/vnd.runseal.vendors.v2+json\"",
        "-07-22 | -07-32 | /date: date is \"2026-07-32\", expected YYYY-MM-DD",
        "263751\" | 263752\" | /roots/0/name: found \"Yubico PIV Root CA Serial 263752\", expected the certificate's, \"Yubico PIV Root CA Serial 263751\"",
        "\"smartcard-hsm\" | \"yubikey-piv\" | /roots/5: root is a card-verifiable certificate, expected X.509 in DER",
        "\"smartcard-hsm\" | \"pkix\" | /roots/5: pkix evidence is the host's word: no maker has a root for it",
        "\"smartcard-hsm\" | \"solo\" | /roots/5/family: evidence type is \"solo\", expected one of ",
        "\"yubihsm2\" | \"yubikey-piv\" | a certificate is there twice for one purpose",
        "\"certificate\": \"fyGC | \"certificate\": \"MyGC | /roots/5/certificate: certificate is no DER certificate: ",
        "\"date\" | \"day\" | field \"date\" is missing",
        "\"date\" | \"dates\": 1, \"date\" | /dates: unknown field \"dates\""
      })
  void whatIsWrongIsRefused(String found, String instead, String message) throws Exception {
    String text = Files.readString(FILE);
    assertThat(text).contains(found);
    assertThatThrownBy(() -> VendorBundle.parse(Bytes.utf8(text.replace(found, instead))))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("vendor bundle: " + message);
  }

  @Test
  void aBundleWithoutARootIsRefused() {
    String none =
        "{\"mediaType\":\"%s\",\"date\":\"2026-07-22\",\"roots\":[],\"onTheWay\":[]}"
            .formatted(VendorBundle.MEDIA_TYPE);
    assertThatThrownBy(() -> VendorBundle.parse(Bytes.utf8(none)))
        .hasMessage("vendor bundle: no root is there, expected at least one");
  }
}
