package dev.runseal.cli;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Evidence as files that were named on the command line, in any order.
 *
 * @param parts what the device said, with certificates where the family has them in it
 * @param beside certificates that came with evidence which is one piece by itself
 */
record EvidenceFiles(EvidenceType type, Set<Bytes> parts, Set<Bytes> beside) {

  static EvidenceFiles read(Terminal terminal, EvidenceType type, List<Path> names)
      throws CommandException {
    Set<Bytes> parts = new LinkedHashSet<>();
    Set<Bytes> beside = new LinkedHashSet<>();
    for (Path name : names) {
      for (Bytes part : VendorFile.read(terminal, name, type).parts()) {
        boolean apart = type == EvidenceType.PKIX && VendorFile.isCertificate(part, type);
        (apart ? beside : parts).add(part);
      }
    }
    return new EvidenceFiles(type, parts, beside);
  }

  /** Evidence that can't be read; one that was judged is the caller's to speak of. */
  static void throwUnreadable(AttestationException e) throws CommandException {
    if (e.reason() == Reason.MALFORMED) {
      throw CommandException.failed(String.valueOf(e.getMessage()), e);
    }
  }
}
