package dev.runseal.pkcs11;

import dev.runseal.key.Origin;
import java.nio.file.Path;

/** Signs a checkpoint in a process of its own and prints the signature in hexadecimal. */
final class SignMain {
  private SignMain() {}

  public static void main(String[] arguments) throws Exception {
    var config =
        TokenConfig.byLabel(
            Path.of(arguments[0]),
            arguments[1],
            new PinSource.OwnerOnlyFile(Path.of(arguments[2])));
    long size = Long.parseLong(arguments[4]);
    try (Token token = Token.open(config)) {
      TokenKey key = token.key(TokenKey.Role.SEALING, TokenScene.SEALING);
      System.out.println(key.sign(TokenScene.checkpoint(new Origin(arguments[3]), size)).toHex());
    }
  }
}
