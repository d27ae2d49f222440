package dev.runseal.pkcs11;

import java.nio.file.Path;

/**
 * Opens a token in a process of its own and prints how that went. A login leaves its mark on the
 * whole process, so what a first login does can only be seen in a fresh one.
 */
final class LoginMain {
  private LoginMain() {}

  public static void main(String[] arguments) {
    var config =
        TokenConfig.byLabel(
            Path.of(arguments[0]),
            arguments[1],
            new PinSource.OwnerOnlyFile(Path.of(arguments[2])));
    try (Token token = Token.open(config)) {
      System.out.println("opened " + token.info().label());
    } catch (TokenException e) {
      System.out.println(e.reason() + " " + e.getMessage());
    }
  }
}
