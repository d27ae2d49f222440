package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;

/**
 * What a TPM says of a key: TPMT_PUBLIC. Its hash is the key's name, which certifications and
 * credentials speak of.
 */
public record TpmPublic(
    TpmHash nameAlg, ObjectAttributes attributes, Bytes authPolicy, TpmKey key) {
  private static final String WHAT = "public area";

  public static TpmPublic parse(Bytes encoded) throws TpmException {
    var reader = new TpmReader(encoded, WHAT);
    int type = reader.uint16("type");
    TpmHash nameAlg = TpmHash.of(reader.uint16("nameAlg"), "public area's nameAlg");
    var attributes = new ObjectAttributes(reader.uint32("objectAttributes"));
    Bytes authPolicy = reader.sized("authPolicy");
    TpmKey key =
        switch (type) {
          case TpmKey.Ecc.ALGORITHM -> TpmKey.readEcc(reader);
          case TpmKey.Rsa.ALGORITHM -> TpmKey.readRsa(reader);
          default ->
              throw new TpmException(
                  "public area's type is 0x%04x, expected 0x0001 (RSA) or 0x0023 (ECC)"
                      .formatted(type));
        };
    reader.end();
    return new TpmPublic(nameAlg, attributes, authPolicy, key);
  }

  /** Reads a TPM2B_PUBLIC, as a TPM stores it, or the bare TPMT_PUBLIC. */
  public static TpmPublic parseSized(Bytes encoded) throws TpmException {
    var reader = new TpmReader(encoded, WHAT);
    // No TPMT_PUBLIC that is read here begins with its own length: that would be its type.
    if (reader.uint16("size") == reader.left()) {
      return parse(reader.rest());
    }
    return parse(encoded);
  }

  public Bytes encode() {
    var writer = new TpmWriter();
    writer.uint16(key.algorithm()).uint16(nameAlg.id()).uint32(attributes.bits()).sized(authPolicy);
    key.write(writer);
    return writer.bytes();
  }

  // spec: part 1, "Names": nameAlg ‖ H(TPMT_PUBLIC)
  public Bytes name() {
    return named(nameAlg.digest(encode()));
  }

  /**
   * The name with the chain of its parents in it. A primary key's parent is its hierarchy, whose
   * qualified name is its handle.
   */
  // spec: part 1, "Qualified Name": nameAlg ‖ H(parent's qualified name ‖ name)
  public Bytes qualifiedName(Bytes parent) {
    return named(nameAlg.digest(parent, name()));
  }

  private Bytes named(Bytes digest) {
    return Bytes.concat(new TpmWriter().uint16(nameAlg.id()).bytes(), digest);
  }
}
