package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody else's certificates, right and wrong: the platform's keys, BouncyCastle's builder. */
public final class CompanyAuthority {
  public final String name;
  public final KeyPair keys;

  public CompanyAuthority(String name, KeyPair keys) {
    this.name = name;
    this.keys = keys;
  }

  public static CompanyAuthority named(String name) {
    return new CompanyAuthority(name, p256());
  }

  public static KeyPair p256() {
    return ec("secp256r1");
  }

  public static KeyPair ec(String curve) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static KeyPair rsa() {
    return rsa(2048);
  }

  public static KeyPair rsa(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A certificate by this authority over that key; it has the extensions that it is given. */
  public Draft issue(String subject, KeyPair of) {
    return new Draft(this, subject, of)
        .with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(of)))
        .with(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(keys)));
  }

  private static byte[] keyId(KeyPair of) {
    return Sha256.of(Bytes.of(of.getPublic().getEncoded())).value().slice(0, 20).toArray();
  }

  public Draft root(int pathLength) {
    return ca(this, pathLength);
  }

  public Draft ca(CompanyAuthority subordinate, int pathLength) {
    return issue(subordinate.name, subordinate.keys)
        .with(Extension.basicConstraints, true, new BasicConstraints(pathLength))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** A certificate in the making. Owned by the test that makes it. */
  public static final class Draft {
    private final CompanyAuthority issuer;
    private final String subject;
    private final KeyPair of;
    private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();
    private Validity validity = TestChain.VALIDITY;
    private String algorithm;

    private Draft(CompanyAuthority issuer, String subject, KeyPair of) {
      this.issuer = issuer;
      this.subject = subject;
      this.of = of;
      this.algorithm =
          issuer.keys.getPrivate().getAlgorithm().equals("RSA")
              ? "SHA256withRSA"
              : "SHA256withECDSA";
    }

    public Draft signedWith(String name) {
      algorithm = name;
      return this;
    }

    public Draft valid(String from, String to) {
      validity = new Validity(Instant.parse(from), Instant.parse(to));
      return this;
    }

    /** Puts the extension, in place of one of its kind. */
    public Draft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      try {
        extensions.put(oid, new Extension(oid, critical, value.toASN1Primitive().getEncoded()));
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** Puts an extension of these octets, DER or not. */
    public Draft withOctets(String oid, boolean critical, Bytes octets) {
      var id = new ASN1ObjectIdentifier(oid);
      extensions.put(id, new Extension(id, critical, octets.toArray()));
      return this;
    }

    /** Puts an extension of no bytes, which is not even a value. */
    public Draft withoutValue(ASN1ObjectIdentifier oid, boolean critical) {
      extensions.put(oid, new Extension(oid, critical, new byte[0]));
      return this;
    }

    public Draft without(ASN1ObjectIdentifier oid) {
      extensions.remove(oid);
      return this;
    }

    public Bytes sign() {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer.name),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(validity.notBefore()),
              Date.from(validity.notAfter()),
              new X500Name("CN=" + subject),
              of.getPublic());
      try {
        for (Extension extension : extensions.values()) {
          builder.addExtension(extension);
        }
        var signer = new JcaContentSignerBuilder(algorithm).build(issuer.keys.getPrivate());
        return Bytes.takingOwnership(builder.build(signer).getEncoded());
      } catch (OperatorCreationException e) {
        throw new AssertionError(e);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
