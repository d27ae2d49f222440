package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a real Nitrokey HSM 2 gave out (SOURCE.txt beside the files), and CardContact's root. */
public final class NitrokeyVectors {
  private static final Path FOLDER = Path.of("src/test/resources/vectors/smartcard-hsm-cvc");
  public static final Bytes REQUEST = read("CE01.authenticated-request.bin");
  public static final Bytes DEV_AUT = read("EF2F02.C_DevAut.bin");
  public static final Bytes ROOT = read("DESRCACC100001.root.cvc");

  private NitrokeyVectors() {}

  private static Bytes read(String name) {
    try {
      return Bytes.takingOwnership(Files.readAllBytes(FOLDER.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
