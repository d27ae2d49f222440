package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.SEALING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.pkcs11.TokenCheckup.Finding;
import dev.runseal.pkcs11.TokenCheckup.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the walk of the doctor finds on every kind of token. */
interface CheckupContract {
  TokenScene scene();

  TokenQuirks quirks();

  @Test
  default void theWalkOfTheDoctorEndsAtATestSignature() throws Exception {
    scene().holdCeremony();
    List<Finding> findings = TokenCheckup.walk(scene().daemonConfig(), SEALING);
    assertThat(findings).doesNotHaveAnyElementsOfTypes(Finding.Failed.class);
    assertThat(passed(findings))
        .containsExactly(
            Step.MODULE,
            Step.SLOTS,
            Step.TOKEN,
            Step.MECHANISMS,
            Step.LOGIN,
            Step.ATTRIBUTES,
            Step.TEST_SIGNATURE);
    for (Deviation deviation : quirks().deviations()) {
      assertThat(findings)
          .contains(new Finding.Noted(Step.TOKEN, deviation.sentence(), deviation.remedy()));
    }
  }

  @Test
  default void theTestKeyOfTheDoctorIsMadeLookedAtAndDestroyed() throws Exception {
    List<Finding> findings = TokenCheckup.walkWithTestKey(scene().daemonConfig());
    assertThat(findings).doesNotHaveAnyElementsOfTypes(Finding.Failed.class);
    assertThat(passed(findings))
        .containsExactly(
            Step.MODULE,
            Step.SLOTS,
            Step.TOKEN,
            Step.MECHANISMS,
            Step.LOGIN,
            Step.TEST_KEY,
            Step.ATTRIBUTES,
            Step.TEST_SIGNATURE,
            Step.CERTIFICATE,
            Step.CLEAN_UP);
    assertThat(scene().objectsOn(scene().daemonToken())).isZero();
  }

  @Test
  default void theWalkOfTheDoctorEndsAtTheFirstFailureWithItsRemedy() {
    List<Finding> findings = TokenCheckup.walk(scene().daemonConfig(), SEALING);
    assertThat(findings.getLast())
        .isEqualTo(
            new Finding.Failed(
                Step.ATTRIBUTES,
                "no private key is named pkcs11:object=sealing, found no private key at all",
                TokenException.Reason.NO_KEY.remedy()));
    assertThat(findings.subList(0, findings.size() - 1))
        .doesNotHaveAnyElementsOfTypes(Finding.Failed.class);
    assertThat(passed(findings))
        .containsExactly(Step.MODULE, Step.SLOTS, Step.TOKEN, Step.MECHANISMS, Step.LOGIN);
  }

  private static List<Step> passed(List<Finding> findings) {
    return findings.stream().filter(Finding.Passed.class::isInstance).map(Finding::step).toList();
  }
}
