package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.pkcs11.ModuleFinder.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleFinderTest {
  @TempDir Path root;

  @Test
  void anEmptyMachineHasNone() {
    assertThat(new ModuleFinder(root).find()).isEmpty();
  }

  @Test
  void modulesAreFoundWhereTheirPackagesPutThem() throws IOException {
    Path debian = file("usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so");
    Path newerDebian = file("usr/lib/x86_64-linux-gnu/opencryptoki/libopencryptoki.so.0");
    Path fedora = file("usr/lib64/pkcs11/libtpm2_pkcs11.so");
    Path mac = file("opt/homebrew/lib/libykcs11.dylib");
    Path vendor = file("opt/nfast/toolkits/pkcs11/libcknfast.so");
    assertThat(new ModuleFinder(root).find())
        .containsExactly(
            new Found("SoftHSM 2", debian),
            new Found("opencryptoki", newerDebian),
            new Found("TPM 2.0 (tpm2-pkcs11)", fedora),
            new Found("YubiKey (ykcs11)", mac),
            new Found("Entrust nShield", vendor));
  }

  @Test
  void aFileOfTwoNamesIsOneModule() throws IOException {
    Path module = file("usr/lib/softhsm/libsofthsm2.so");
    Path other = Files.createDirectories(root.resolve("usr/lib64/pkcs11"));
    Files.createSymbolicLink(other.resolve("libsofthsm2.so"), module);
    assertThat(new ModuleFinder(root).find()).hasSize(1);
  }

  @Test
  void whatP11KitHasRegisteredIsFound() throws IOException {
    Path absolute = file("opt/acme/libacme.so");
    Path relative = file("usr/lib64/pkcs11/libother.so");
    register("acme.module", "# ours\nmodule: /opt/acme/libacme.so\nmanaged: yes\n");
    register("other.module", "module: libother.so\n");
    assertThat(new ModuleFinder(root).find())
        .containsExactly(
            new Found("registered in acme.module", absolute),
            new Found("registered in other.module", relative));
  }

  @Test
  void aRegistrationOfNothingIsPassedOver() throws IOException {
    file("opt/acme/libacme.so");
    register("gone.module", "module: /opt/gone.so\n");
    register("empty.module", "module:\n");
    register("nul.module", "module: a\0b\n");
    register("acme.module.disabled", "module: /opt/acme/libacme.so\n");
    assertThat(new ModuleFinder(root).find()).isEmpty();
  }

  @Test
  void aDirectoryIsNoModule() throws IOException {
    Files.createDirectories(root.resolve("usr/lib64/libykcs11.so"));
    assertThat(new ModuleFinder(root).find()).isEmpty();
  }

  private Path file(String place) throws IOException {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private void register(String name, String text) throws IOException {
    Path directory = Files.createDirectories(root.resolve("etc/pkcs11/modules"));
    Files.writeString(directory.resolve(name), text);
  }
}
