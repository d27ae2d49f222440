package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.x509.DeviceCertificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Which TPM a certificate is about, by the directory name that TCG puts among the alternative names
 * of a TPM's certificates.
 *
 * @param manufacturer the four letters of TCG's registry, as {@code INTC}
 */
public record TpmMaker(String manufacturer, String model, String version) {
  // spec: TCG EK Credential Profile, 3.2.9
  private static final ASN1ObjectIdentifier MANUFACTURER = new ASN1ObjectIdentifier("2.23.133.2.1");
  private static final ASN1ObjectIdentifier MODEL = new ASN1ObjectIdentifier("2.23.133.2.2");
  private static final ASN1ObjectIdentifier VERSION = new ASN1ObjectIdentifier("2.23.133.2.3");
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String ID = "id:";
  private static final int ID_DIGITS = 8;

  /** What the certificate says; nothing where it says nothing of a TPM. */
  public static Optional<TpmMaker> find(DeviceCertificate certificate) throws TpmException {
    Optional<Bytes> names = certificate.findExtension(ALTERNATIVE_NAMES);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    try {
      for (GeneralName name : GeneralNames.getInstance(names.get().toArray()).getNames()) {
        if (name.getTagNo() == GeneralName.directoryName) {
          Map<ASN1ObjectIdentifier, String> parts = parts(X500Name.getInstance(name.getName()));
          if (parts.containsKey(MANUFACTURER)) {
            return Optional.of(
                new TpmMaker(
                    letters(parts.getOrDefault(MANUFACTURER, "")),
                    Excerpt.of(parts.getOrDefault(MODEL, "")),
                    Excerpt.of(parts.getOrDefault(VERSION, ""))));
          }
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new TpmException(
          "certificate \"%s\" has alternative names that can't be read: %s"
              .formatted(certificate.subject(), Excerpt.message(e)),
          e);
    }
  }

  /** As it stands among the alternative names of a certificate. */
  public GeneralName encode() {
    StringBuilder hex = new StringBuilder(ID);
    for (int i = 0; i < manufacturer.length(); i++) {
      hex.append("%02X".formatted((int) manufacturer.charAt(i)));
    }
    return new GeneralName(
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(MANUFACTURER, new DERUTF8String(hex.toString()))
            .addRDN(MODEL, new DERUTF8String(model))
            .addRDN(VERSION, new DERUTF8String(version))
            .build());
  }

  /** Some makers put the three in one name part, some in three. */
  private static Map<ASN1ObjectIdentifier, String> parts(X500Name name) {
    Map<ASN1ObjectIdentifier, String> parts = new HashMap<>();
    for (RDN rdn : name.getRDNs()) {
      for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
        if (part.getValue() instanceof ASN1String text) {
          parts.putIfAbsent(part.getType(), text.getString());
        }
      }
    }
    return parts;
  }

  /** {@code id:494E5443} is {@code INTC}; what is not so is left as it is. */
  private static String letters(String id) {
    if (!id.startsWith(ID) || id.length() != ID.length() + ID_DIGITS) {
      return Excerpt.of(id);
    }
    var letters = new StringBuilder();
    for (int at = ID.length(); at < id.length(); at += 2) {
      int letter = Integer.parseInt(id.substring(at, at + 2), 16);
      if (letter > 0x20 && letter < 0x7f) {
        letters.append((char) letter);
      }
    }
    return letters.isEmpty() ? id : letters.toString();
  }
}
