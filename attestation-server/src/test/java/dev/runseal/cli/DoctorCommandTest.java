package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.json.CanonicalJson;
import dev.runseal.pkcs11.ModuleFinder;
import dev.runseal.pkcs11.TokenCheckup;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of {@code runseal doctor} no machine with a token shows; the rest is in transcripts. */
class DoctorCommandTest {
  @Test
  void aMachineWithoutModulesIsToldWhatToDo() {
    assertThat(CanonicalJson.text(DoctorCommand.json(List.of())))
        .isEqualTo(
            "{\"modules\":[],\"remedy\":\"install the token's PKCS#11 module, or name it: runseal doctor --module FILE --token LABEL --pin file:PATH\"}");
  }

  @Test
  void modulesThatWereFoundNeedNoRemedy() {
    var found = new ModuleFinder.Found("SoftHSM", Path.of("/lib/softhsm.so"));

    assertThat(CanonicalJson.text(DoctorCommand.json(List.of(found))))
        .isEqualTo("{\"modules\":[{\"kind\":\"SoftHSM\",\"module\":\"/lib/softhsm.so\"}]}");
  }

  @Test
  void aNoteHasTheFormOfEveryStep() {
    var note = new TokenCheckup.Finding.Noted(TokenCheckup.Step.LOGIN, "2 tries are left", "wait");

    assertThat(CanonicalJson.text(DoctorCommand.json(note)))
        .isEqualTo(
            "{\"found\":\"2 tries are left\",\"passed\":true,\"remedy\":\"wait\",\"step\":\"login\"}");
  }
}
