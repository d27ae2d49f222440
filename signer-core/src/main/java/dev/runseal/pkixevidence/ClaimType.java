package dev.runseal.pkixevidence;

import java.util.Locale;

/** The claims that the draft defines, each for one kind of element. Draft §5.1 to §5.3. */
public enum ClaimType {
  NONCE(ElementType.TRANSACTION, 0, ClaimSyntax.OCTETS),
  TIMESTAMP(ElementType.TRANSACTION, 1, ClaimSyntax.TIME),
  AK_SPKI(ElementType.TRANSACTION, 2, ClaimSyntax.PUBLIC_KEY),

  VENDOR(ElementType.PLATFORM, 0, ClaimSyntax.TEXT),
  OEMID(ElementType.PLATFORM, 1, ClaimSyntax.OCTETS),
  HWMODEL(ElementType.PLATFORM, 2, ClaimSyntax.OCTETS),
  HWVERSION(ElementType.PLATFORM, 3, ClaimSyntax.TEXT),
  HWSERIAL(ElementType.PLATFORM, 4, ClaimSyntax.TEXT),
  SWNAME(ElementType.PLATFORM, 5, ClaimSyntax.TEXT),
  SWVERSION(ElementType.PLATFORM, 6, ClaimSyntax.TEXT),
  DEBUGSTAT(ElementType.PLATFORM, 7, ClaimSyntax.INTEGER),
  UPTIME(ElementType.PLATFORM, 8, ClaimSyntax.INTEGER),
  BOOTCOUNT(ElementType.PLATFORM, 9, ClaimSyntax.INTEGER),
  FIPSBOOT(ElementType.PLATFORM, 10, ClaimSyntax.BOOLEAN),
  FIPSVER(ElementType.PLATFORM, 11, ClaimSyntax.TEXT),
  FIPSLEVEL(ElementType.PLATFORM, 12, ClaimSyntax.INTEGER),
  FIPSMODULE(ElementType.PLATFORM, 13, ClaimSyntax.TEXT),

  IDENTIFIER(ElementType.KEY, 0, ClaimSyntax.TEXT),
  SPKI(ElementType.KEY, 1, ClaimSyntax.PUBLIC_KEY),
  EXTRACTABLE(ElementType.KEY, 2, ClaimSyntax.BOOLEAN),
  SENSITIVE(ElementType.KEY, 3, ClaimSyntax.BOOLEAN),
  NEVER_EXTRACTABLE(ElementType.KEY, 4, ClaimSyntax.BOOLEAN),
  LOCAL(ElementType.KEY, 5, ClaimSyntax.BOOLEAN),
  EXPIRY(ElementType.KEY, 6, ClaimSyntax.TIME),
  PURPOSE(ElementType.KEY, 7, ClaimSyntax.PURPOSES);

  private final ElementType element;
  private final int number;
  private final ClaimSyntax syntax;

  ClaimType(ElementType element, int number, ClaimSyntax syntax) {
    this.element = element;
    this.number = number;
    this.syntax = syntax;
  }

  public ElementType element() {
    return element;
  }

  int number() {
    return number;
  }

  ClaimSyntax syntax() {
    return syntax;
  }

  // spec: draft §5.2 and §5.3, column "Multiple?"
  boolean isRepeatable() {
    return this == AK_SPKI || this == IDENTIFIER;
  }

  /** Its name in the draft, after that of its element. */
  public String text() {
    return element.text() + "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
