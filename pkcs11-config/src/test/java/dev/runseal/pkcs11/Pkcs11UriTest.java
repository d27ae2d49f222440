package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.pkcs11.Pkcs11Uri.Part;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11UriTest {
  private static final TokenInfo TOKEN =
      new TokenInfo("my token", "SoftHSM project", "SoftHSM v2", "0a1b", "2.6", 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:token=my%20token",
        "pkcs11:serial=0a1b",
        "pkcs11:token=my%20token;manufacturer=SoftHSM%20project;serial=0a1b;model=SoftHSM%20v2",
        "pkcs11:token=t%C3%A4st;object=sealing;id=%00%FF;type=private",
        "pkcs11:token=a?module-path=%2Fusr%2Flib%2Fp11.so&pin-source=file%3A%2Fetc%2Fpin",
      })
  void whatWasParsedIsWrittenBack(String uri) {
    assertThat(Pkcs11Uri.parse(uri)).hasToString(uri);
  }

  @Test
  void reservedCharactersThatRfc7512AllowsNeedNoEscape() {
    Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:token=a:b[c]@d!e$f'g(h)*i,j+k?module-path=/a/b");
    assertThat(uri.find(Part.TOKEN)).contains("a:b[c]@d!e$f'g(h)*i,j+k");
    assertThat(uri.find(Part.MODULE_PATH)).contains("/a/b");
  }

  @Test
  void anIdIsOctets() {
    assertThat(Pkcs11Uri.parse("pkcs11:id=%01%ff").findId())
        .contains(Bytes.of((byte) 1, (byte) 0xff));
  }

  @Test
  void aTokenIsNamedOnlyIfEveryWordAgrees() {
    assertThat(Pkcs11Uri.parse("pkcs11:token=my%20token").namesToken(TOKEN)).isTrue();
    assertThat(Pkcs11Uri.parse("pkcs11:token=my%20token;serial=0a1b").namesToken(TOKEN)).isTrue();
    assertThat(Pkcs11Uri.parse("pkcs11:token=my%20token;serial=0a1c").namesToken(TOKEN)).isFalse();
    assertThat(Pkcs11Uri.parse("pkcs11:token=my%20token;model=x").namesToken(TOKEN)).isFalse();
    assertThat(Pkcs11Uri.parse("pkcs11:token=My%20token").namesToken(TOKEN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pkcs:token=a                   | "pkcs:token=a" is no PKCS#11 URI, expected pkcs11:token=…
          pkcs11:token=a;token=b         | PKCS#11 URI has token twice
          pkcs11:token=                  | PKCS#11 URI has an empty token
          pkcs11:token                   | PKCS#11 URI has an empty token
          pkcs11:token=a;slot-id=3       | PKCS#11 URI has slot-id: slots move when tokens come and go, name the token by token= or serial=
          pkcs11:token=a?pin-value=1234  | PKCS#11 URI has pin-value: a PIN must not stand in a command or a configuration, name a PIN file
          pkcs11:token=a?token=b         | PKCS#11 URI has "token" in its query, expected one of module-path, pin-source
          pkcs11:x-vendor=a              | PKCS#11 URI has "x-vendor" in its path, expected one of token, manufacturer, serial, model, object, id, type
          pkcs11:token=a?b?c             | PKCS#11 URI has more than one '?': pkcs11:token=a?b?c
          pkcs11:token=a;                | PKCS#11 URI has "" in its path, expected one of token, manufacturer, serial, model, object, id, type
          pkcs11:token=%4                | PKCS#11 URI has a '%' in token that two hex digits don't follow
          pkcs11:token=%zz               | PKCS#11 URI has a '%' in token that two hex digits don't follow
          pkcs11:token=a b               | PKCS#11 URI has U+0020 in token, expected it escaped as %XX
          pkcs11:token=%ff               | PKCS#11 URI has ff, which is not UTF-8
          pkcs11:object=a;type=data      | PKCS#11 URI has type=data, expected private or cert
          """)
  void whatCannotBeHonouredIsRefused(String uri, String message) {
    assertThatThrownBy(() -> Pkcs11Uri.parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aNameWithoutTokenOpensNone() {
    assertThatThrownBy(() ->
            new TokenConfig(Path.of("m"), Pkcs11Uri.ofKeyLabel("k"), new PinSource.Prompt(null)))
        .hasMessage("pkcs11:object=k names no token, expected a label or a serial");
  }
}
