package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenQuirksTest {
  private static final Template ASKED = new KeyTemplate("sealing", Bytes.of((byte) 7)).privateKey();

  @Test
  void theModulesMakerTellsTheKindOrItsOwnName() {
    assertThat(TokenQuirks.of(module("SoftHSM"))).isEqualTo(TokenQuirks.SOFTHSM);
    assertThat(TokenQuirks.of(new ModuleInfo("openCryptoki", "IBM", "3.23")))
        .isEqualTo(TokenQuirks.OPENCRYPTOKI);
    assertThat(TokenQuirks.of(module("tpm2-software.github.io"))).isEqualTo(TokenQuirks.TPM2);
  }

  @Test
  void aStrangerIsTakenToDoAsTheSpecificationSays() {
    for (String maker : List.of("", "somebody", "IBM", "softhsm", "SoftHSM 3")) {
      TokenQuirks quirks = TokenQuirks.of(module(maker));
      assertThat(quirks).as(maker).isEqualTo(TokenQuirks.NONE);
      assertThat(quirks.deviations()).isEmpty();
      assertThat(quirks.serialNamesOneToken()).isTrue();
      assertThat(quirks.allowed(ASKED)).isEqualTo(ASKED);
    }
  }

  @Test
  void noTwoKindsHaveOneName() {
    assertThat(TokenQuirks.known()).extracting(TokenQuirks::name).doesNotHaveDuplicates();
    assertThat(TokenQuirks.known()).extracting(TokenQuirks::kind).doesNotHaveDuplicates();
  }

  @Test
  void whatATokenCannotBeAskedForIsLeftOutAndNothingElse() {
    assertThat(TokenQuirks.TPM2.fixedUses()).containsExactly(Attribute.CKA_DECRYPT);
    assertThat(TokenQuirks.TPM2.allowed(ASKED).values())
        .isEqualTo(ASKED.without(Set.of(Attribute.CKA_DECRYPT)).values())
        .hasSize(ASKED.values().size() - 1);
  }

  private static ModuleInfo module(String maker) {
    return new ModuleInfo("a module", maker, "1.0");
  }
}
