package dev.runseal.cli;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import java.nio.file.Path;

/** A key attestation that is to be had from a file that was named on the command line. */
record KeyAttestationSource(InputFile file, Bytes exact, KeyAttestation attestation) {
  static KeyAttestationSource ofBundle(Terminal terminal, Path name) throws CommandException {
    Bundle bundle = BundleFile.read(terminal, name).bundle();
    Bytes exact =
        bundle
            .keyAttestation()
            .orElseThrow(() ->
                CommandException.failed(
                    "%s: came without its key attestation: GET /v1/key/{digest} of the signer has it"
                        .formatted(name)));
    return read(new InputFile(terminal, name), exact);
  }

  /** The one that a daemon with this configuration puts into its bundles. */
  static KeyAttestationSource ofConfig(Terminal terminal, Path config) throws CommandException {
    var file = new InputFile(terminal, ConfigFile.read(terminal, config).keyAttestation());
    return read(file, file.read(KeyAttestation.MAX_LENGTH));
  }

  private static KeyAttestationSource read(InputFile file, Bytes exact) throws CommandException {
    try {
      return new KeyAttestationSource(file, exact, KeyAttestation.parse(exact));
    } catch (AttestationException e) {
      throw file.wrong(e);
    }
  }
}
