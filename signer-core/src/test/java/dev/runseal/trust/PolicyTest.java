package dev.runseal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.CustodyLevel;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.SectionName;
import dev.runseal.json.CanonicalJson;
import dev.runseal.key.Origin;
import dev.runseal.statement.Separation;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyTest {
  private static final String STRICT =
      """
      {"mediaType": "application/vnd.runseal.policy.v1+json",
       "name": "strict",
       "require": ["signature", "inclusion", "order"],
       "custody": "device-attested",
       "separation": ["tls"],
       "opaque": ["environment", "model"],
       "origins": ["log.example/0123456789abcdef0123456789abcdef"]}
      """;

  @Test
  void aFileSaysWhatIsAskedFor() throws TrustException {
    assertThat(Policy.parse(Bytes.utf8(STRICT)))
        .isEqualTo(
            new Policy(
                "strict",
                Set.of(Claim.SIGNATURE, Claim.INCLUSION, Claim.ORDER),
                CustodyLevel.DEVICE_ATTESTED,
                Set.of(Separation.TLS),
                Set.of(SectionName.MODEL, SectionName.ENVIRONMENT),
                Set.of(new Origin("log.example/0123456789abcdef0123456789abcdef"))));
  }

  @Test
  void aPolicyIsReadBackFromItsJson() throws TrustException {
    for (Policy policy :
        Set.of(Policy.DEFAULT, Policy.DEVELOPMENT, Policy.parse(Bytes.utf8(STRICT)))) {
      assertThat(Policy.parse(CanonicalJson.encode(policy.json()))).isEqualTo(policy);
    }
  }

  @Test
  void theDefaultTakesNeitherASameUserNorAHostsOwnWord() {
    assertThat(Policy.DEFAULT.separations())
        .containsExactlyInAnyOrder(Separation.OTHER_USER, Separation.TLS);
    assertThat(Policy.DEFAULT.custody()).isEqualTo(CustodyLevel.AUTHORITY_ATTESTED);
    assertThat(Policy.DEFAULT.required())
        .containsExactly(
            Claim.SIGNATURE, Claim.INCLUSION, Claim.IDENTITY, Claim.COMPLETENESS, Claim.ORDER);
  }

  @Test
  void everyTruncationIsRefused() {
    String whole = STRICT.strip();
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = Bytes.utf8(whole.substring(0, length));
      assertThatThrownBy(() -> Policy.parse(cut))
          .isInstanceOf(TrustException.class)
          .hasMessageStartingWith("policy: ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"order\"]     | \"time\"]  | policy requires \"time\": this version can't judge it",
        "\"order\"]     | \"append-only\"] | policy requires \"append-only\": this version can't",
        "\"order\"]     | \"custody\"] | policy requires \"custody\": ask for a level with \"cust",
        "\"order\"]     | \"separation\"] | policy requires \"separation\": say what is allowed",
        "\"order\"]     | \"beauty\"] | /require/2: claim is \"beauty\", which is none",
        "\"order\"]     | \"inclusion\"] | /require/2: found \"inclusion\" again",
        "\"signature\", | ''        | policy does not require \"signature\", without which nothi",
        "device-attested | good      | /custody: custody level is \"good\", expected one of n",
        "[\"tls\"]      | []        | policy allows no separation at all, so that no bundle",
        "\"tls\"        | \"far\"   | /separation/0: separation is \"far\", expected one",
        "\"model\"      | \"mood\"  | /opaque/1: section is \"mood\", expected one of model, i",
        "\"strict\"     | \"Strict\" | policy name is not 1 to 64 of [a-z0-9._-]",
        "\"name\"       | \"title\" | field \"name\" is missing",
        "{\"mediaType\" | '{\"witnesses\":[],\"mediaType\"' | /witnesses: unknown field \"witn",
        "policy.v1      | policy.v2 | /mediaType: found \"application/vnd.runseal.policy.v2+json\"",
        "log.example/0  | log.example/X | /origins/0: origin is \"log.example/X123456789abcdef",
      })
  void whatCannotBeObeyedIsRefused(String found, String instead, String message) {
    assertThat(STRICT).contains(found);
    assertThatThrownBy(() -> Policy.parse(Bytes.utf8(STRICT.replace(found, instead))))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("policy: " + message);
  }

  @Test
  void anEmptyListOfOriginsIsRefusedRatherThanTakenForAny() {
    String none = STRICT.replaceAll("\\[\"log.example[^]]*]", "[]");
    assertThatThrownBy(() -> Policy.parse(Bytes.utf8(none)))
        .hasMessage("policy: /origins: found no origin: leave the field out to accept any log");
  }
}
