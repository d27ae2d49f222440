package dev.runseal.pkcs11;

import static dev.runseal.vectors.ForeignParser.text;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SoftwareKey;
import dev.runseal.vectors.ForeignParser;
import dev.runseal.verify.SampleBundles;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a token, a command line or a configuration gives this module to read, a row each. */
final class EveryParserTest {
  private static final Map<String, String> SYSTEMD = Map.of("CREDENTIALS_DIRECTORY", "/run/c");
  private static final Bytes OCTET_STRING = Bytes.parseHex("0441");
  private static final int SPKI_HEAD = 26;

  static Stream<ForeignParser> parsers() {
    Bytes spki = SoftwareKey.named("point").publicKey().spki();
    Bytes point = spki.slice(SPKI_HEAD, spki.length());
    Bytes certificate = new SampleBundles().rootCertificate();
    return Stream.of(
        new ForeignParser("raw point", point, 0, told -> new EcPoint(told).key()),
        new ForeignParser(
            "wrapped point", Bytes.concat(OCTET_STRING, point), 0, told -> new EcPoint(told).key()),
        new ForeignParser("certificate", certificate, 0, Der::publicKeyOf),
        text("URI of a token", "pkcs11:token=a%20b;serial=1", 4, Pkcs11Uri::parse),
        text("URI of a key", "pkcs11:object=key;id=%01%ff;type=private", 6, Pkcs11Uri::parse),
        text("URI of a module", "pkcs11:token=a?module-path=/a&pin-source=b", 4, Pkcs11Uri::parse),
        text("PIN file", "file:/a/b", 3, from -> PinSource.parse(from, SYSTEMD, null)),
        text("credential", "credential:pin", 2, from -> PinSource.parse(from, SYSTEMD, null)),
        text("prompt", "prompt", 0, from -> PinSource.parse(from, SYSTEMD, null)));
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void noTruncationIsRead(ForeignParser parser) throws Exception {
    parser.verifyTruncations();
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void everyOtherBitIsReadOrRefusedProperly(ForeignParser parser) {
    parser.verifyBits();
  }
}
