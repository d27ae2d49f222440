package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.VerifyingKey;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * PEM that was named on the command line, and what it may stand for there: a root certificate, or a
 * public key. Complaints begin with the file's name.
 */
record PemFile(InputFile file, String text) {
  private static final int MAX_LENGTH = 1 << 16;

  static PemFile read(Terminal terminal, Path name) throws CommandException {
    var file = new InputFile(terminal, name);
    try {
      return new PemFile(file, file.read(MAX_LENGTH).toUtf8());
    } catch (CharacterCodingException e) {
      throw CommandException.failed("%s: is not text, expected PEM".formatted(name), e);
    }
  }

  /** The one root certificate that chains of sealing keys may end in. */
  TrustRoots sealingRoot() throws CommandException {
    try {
      return TrustRoots.ofSealingRoot(text);
    } catch (TrustException e) {
      throw file.wrong(e);
    }
  }

  VerifyingKey publicKey() throws CommandException {
    try (var pem = new PemReader(new StringReader(text))) {
      PemObject block = pem.readPemObject();
      if (block == null || !block.getType().equals("PUBLIC KEY")) {
        throw new IllegalArgumentException(
            "found %s, expected a PEM block PUBLIC KEY"
                .formatted(block == null ? "no PEM block" : "the PEM block " + block.getType()));
      }
      return VerifyingKey.parse(Bytes.of(block.getContent()));
    } catch (IOException | IllegalArgumentException e) {
      throw file.wrong(e);
    }
  }
}
