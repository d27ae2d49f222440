package dev.runseal.cli;

import dev.runseal.attestation.EvidenceType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The word for a family of evidence on the command line. */
final class EvidenceTypeWord implements ITypeConverter<EvidenceType> {
  @Override
  public EvidenceType convert(String word) {
    try {
      return EvidenceType.parse(word);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
