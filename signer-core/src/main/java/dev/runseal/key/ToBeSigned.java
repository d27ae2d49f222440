package dev.runseal.key;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * Everything that a Runseal key can sign at all. Each kind is built from typed parts, never from
 * bytes that arrived from outside, and the kinds can't be mistaken for one another: a checkpoint
 * begins with its origin, a DSSE PAE with {@code DSSEv1}, the ASN.1 kinds with a SEQUENCE tag. Of
 * these, a request begins with the number 0, key evidence with 1 and a SEQUENCE of SEQUENCEs, which
 * is no certificate's algorithm.
 */
public sealed interface ToBeSigned {
  /** The exact bytes that the signature covers. */
  Bytes bytes();

  /** The head of a log: the text of a C2SP checkpoint without extension lines. */
  record Checkpoint(Origin origin, long size, Sha256 root) implements ToBeSigned {
    public Checkpoint {
      if (size < 0) {
        throw new IllegalArgumentException("checkpoint size is %d".formatted(size));
      }
    }

    public String text() {
      return origin.text() + "\n" + size + "\n" + root.value().toBase64() + "\n";
    }

    @Override
    public Bytes bytes() {
      return Bytes.utf8(text());
    }
  }

  /** A statement as DSSE pre-authentication encoding; the payload type is always in-toto's. */
  record DssePae(Bytes statement) implements ToBeSigned {
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    @Override
    public Bytes bytes() {
      String head =
          "DSSEv1 %d %s %d ".formatted(PAYLOAD_TYPE.length(), PAYLOAD_TYPE, statement.length());
      return Bytes.concat(Bytes.utf8(head), statement);
    }
  }

  /** A certificate that we issue. */
  record Certificate(TBSCertificate tbs) implements ToBeSigned {
    @Override
    public Bytes bytes() {
      return der(tbs);
    }
  }

  /** A request for a certificate about the signing key itself. */
  record CertificationRequest(CertificationRequestInfo info) implements ToBeSigned {
    @Override
    public Bytes bytes() {
      return der(info);
    }
  }

  /** What a host says of a key, as the {@code TbsEvidence} of IETF PKIX evidence. */
  record KeyEvidence(ASN1Sequence tbs) implements ToBeSigned {
    public KeyEvidence {
      if (tbs.size() != 2
          || !(tbs.getObjectAt(0) instanceof ASN1Integer version)
          || !version.hasValue(1)
          || !(tbs.getObjectAt(1) instanceof ASN1Sequence elements)
          || elements.size() == 0
          || !(elements.getObjectAt(0) instanceof ASN1Sequence)) {
        throw new IllegalArgumentException(
            "key evidence is no SEQUENCE of the version 1 and a list of elements");
      }
    }

    @Override
    public Bytes bytes() {
      return der(tbs);
    }
  }

  private static Bytes der(ASN1Object object) {
    try {
      return Bytes.takingOwnership(object.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }
}
