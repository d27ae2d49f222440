package dev.runseal.tpmdevice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TpmAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device:/dev/tpmrm0",
        "swtpm:host=127.0.0.1,port=2321",
        "swtpm:path=/run/swtpm.sock",
        "tabrmd",
        "tabrmd:bus_type=session"
      })
  void anAddressIsReadAndWrittenBack(String text) {
    assertThat(TpmAddress.parse(text)).hasToString(text);
  }

  @Test
  void whatIsLeftOutIsTheStacksOwnDefault() {
    assertThat(TpmAddress.parse("device")).hasToString("device:/dev/tpmrm0");
    assertThat(TpmAddress.parse("swtpm")).hasToString("swtpm:host=127.0.0.1,port=2321");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mssim:host=x | expected device:/dev/tpmrm0, swtpm:host=…,port=…, swtpm:path=… or tabrmd:…
          swtpm:hots=x | expected swtpm: with host= and port=, or path=, each once
          swtpm:port=1,port=2 | expected swtpm: with host= and port=, or path=, each once
          swtpm:port=none | expected a port number
          swtpm:port=0 | port is 0, expected 1 to 65535
          swtpm:path=/x,port=1 | expected either a path or a host and port
          """)
  void anotherAddressIsRefused(String text, String complaint) {
    assertThatThrownBy(() -> TpmAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }
}
