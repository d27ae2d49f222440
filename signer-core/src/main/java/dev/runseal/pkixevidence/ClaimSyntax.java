package dev.runseal.pkixevidence;

/** The ASN.1 types that claims have. */
enum ClaimSyntax {
  OCTETS("OCTET STRING"),
  /** A SubjectPublicKeyInfo in an OCTET STRING. */
  PUBLIC_KEY("OCTET STRING of a SubjectPublicKeyInfo"),
  TEXT("UTF8String"),
  INTEGER("INTEGER"),
  BOOLEAN("BOOLEAN"),
  TIME("GeneralizedTime"),
  PURPOSES("SEQUENCE OF OBJECT IDENTIFIER");

  private final String text;

  ClaimSyntax(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
