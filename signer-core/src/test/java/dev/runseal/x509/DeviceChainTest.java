package dev.runseal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

final class DeviceChainTest {
  private static final Instant AT = TestChain.WITHIN;
  private static final CompanyAuthority ROOT =
      new CompanyAuthority("maker root", CompanyAuthority.ec("secp384r1"));
  private static final CompanyAuthority MIDDLE =
      new CompanyAuthority("maker line", CompanyAuthority.rsa());
  private static final CompanyAuthority DEVICE = CompanyAuthority.named("device");
  private static final CompanyAuthority STRANGER = CompanyAuthority.named("maker root");
  private static final KeyPair KEYS = CompanyAuthority.p256();
  private static final Bytes ROOT_CERTIFICATE = ROOT.root(2).sign();
  private static final DeviceChain.Rules OLD_ISSUERS =
      new DeviceChain.Rules(Set.of(), certificate -> certificate.subject().equals("CN=device"));

  @Test
  void aPathIsFoundInAnyOrder() throws Exception {
    List<Bytes> between = new ArrayList<>(List.of(middle().sign(), device().sign()));
    for (int i = 0; i < 2; i++) {
      DeviceChain chain = find(leaf(DEVICE), between, ROOT_CERTIFICATE, DeviceChain.Rules.STRICT);

      assertThat(chain.path().stream().map(DeviceCertificate::subject))
          .containsExactly("CN=attested", "CN=device", "CN=maker line", "CN=maker root");
      Collections.reverse(between);
    }
  }

  @Test
  void itHoldsWhileAllOfItsCertificatesDo() throws Exception {
    Bytes device = device().valid("2026-05-01T00:00:00Z", "2030-01-01T00:00:00Z").sign();
    Bytes middle = middle().valid("2026-02-01T00:00:00Z", "2028-01-01T00:00:00Z").sign();

    DeviceChain chain =
        find(leaf(DEVICE), List.of(device, middle), ROOT_CERTIFICATE, DeviceChain.Rules.STRICT);

    assertThat(chain.notBefore()).isEqualTo("2026-05-01T00:00:00Z");
    assertThat(chain.notAfter()).isEqualTo("2028-01-01T00:00:00Z");
  }

  @Test
  void aRootMayBeIssuedBySomebodyElse() throws Exception {
    Bytes line = middle().sign();

    DeviceChain chain =
        find(leaf(DEVICE), List.of(device().sign(), line), line, DeviceChain.Rules.STRICT);

    assertThat(chain.root().der()).isEqualTo(line);
    assertThat(chain.path()).hasSize(3);
  }

  @Test
  void aDifferentRootOfTheSameNameIsRefused() {
    assertRefused(
        leaf(DEVICE),
        List.of(device().sign(), middle().sign()),
        STRANGER.root(2).sign(),
        "certificate 2, \"CN=maker line\", names \"CN=maker root\" as its issuer, whose key did not"
            + " sign it");
  }

  @Test
  void aRootInTheEvidenceIsNoRoot() {
    assertRefused(
        leaf(DEVICE),
        List.of(device().sign(), middle().sign(), ROOT_CERTIFICATE),
        CompanyAuthority.named("another root").root(2).sign(),
        "certificate 3, \"CN=maker root\", issued itself and is none of the 1 trusted roots of its"
            + " family");
  }

  @Test
  void aMissingCertificateIsNamed() {
    assertRefused(
        leaf(DEVICE),
        List.of(middle().sign()),
        "certificate 0, \"CN=attested\", is issued by \"CN=device\", which is neither among the 1"
            + " trusted roots of its family nor among the 1 other certificates at hand");
  }

  @Test
  void everyCertificateIsHeldToItsDates() {
    assertRefused(
        leaf(DEVICE).valid("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        List.of(device().sign(), middle().sign()),
        "certificate 0, \"CN=attested\", expired at 2026-06-01T00:00:00Z, needed at " + AT);
    assertRefused(
        leaf(DEVICE),
        List.of(
            device().valid("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z").sign(), middle().sign()),
        "certificate 1, \"CN=device\", is valid from 2027-01-01T00:00:00Z, needed at " + AT);
    assertRefused(
        leaf(DEVICE),
        List.of(device().sign(), middle().sign()),
        ROOT.root(2).valid("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z").sign(),
        "certificate 3, \"CN=maker root\", expired at 2026-06-01T00:00:00Z, needed at " + AT);
  }

  @Test
  void onlyAuthoritiesIssue() {
    String problem = "certificate 1, \"CN=device\", issues certificates without being a CA's";
    assertRefused(
        leaf(DEVICE),
        List.of(
            device().with(Extension.basicConstraints, true, new BasicConstraints(false)).sign(),
            middle().sign()),
        problem);
    assertRefused(
        leaf(DEVICE),
        List.of(device().without(Extension.basicConstraints).sign(), middle().sign()),
        problem);
    assertRefused(
        leaf(DEVICE),
        List.of(
            device().with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)).sign(),
            middle().sign()),
        "certificate 1, \"CN=device\", issues certificates without the key usage keyCertSign");
    assertRefused(
        leaf(ROOT),
        List.of(),
        ROOT.root(2).with(Extension.basicConstraints, true, new BasicConstraints(false)).sign(),
        "certificate 1, \"CN=maker root\", issues certificates without being a CA's");
  }

  @Test
  void noMoreAuthoritiesThanAllowed() {
    assertRefused(
        leaf(DEVICE),
        List.of(device().sign(), middle().sign()),
        ROOT.root(1).sign(),
        "certificate 3, \"CN=maker root\", allows fewer CAs below it than the 2 that there are");
  }

  // spec: RFC 5280 §4.2.1.9: "non-self-issued intermediate certificates that may follow"
  @Test
  void anAuthorityWithANewKeyUnderItsOldNameIsCountedOnce() throws Exception {
    var renewed = new CompanyAuthority(MIDDLE.name, CompanyAuthority.p256());

    DeviceChain chain =
        find(
            leaf(DEVICE),
            List.of(renewed.ca(DEVICE, 0).sign(), MIDDLE.ca(renewed, 1).sign(), middle().sign()),
            ROOT.root(2).sign(),
            DeviceChain.Rules.STRICT);

    assertThat(chain.path()).hasSize(5);
  }

  @Test
  void anotherRootOfTheSameNameAndKeyMayAllowMore() throws Exception {
    Bytes allows = ROOT.root(2).sign();
    DeviceChain chain =
        DeviceChain.find(
            parse(leaf(DEVICE).sign()),
            List.of(parse(device().sign()), parse(middle().sign())),
            new LinkedHashSet<>(List.of(ROOT.root(1).sign(), allows)),
            DeviceChain.Rules.STRICT,
            AT);

    assertThat(chain.root().der()).isEqualTo(allows);
  }

  @Test
  void anOldIssuerIsLetInBetweenLeafAndRoot() throws Exception {
    Bytes old = ROOT.issue("device", DEVICE.keys).sign();

    DeviceChain chain = find(leaf(DEVICE), List.of(old), ROOT.root(0).sign(), OLD_ISSUERS);

    assertThat(chain.path()).hasSize(3);
  }

  @Test
  void anOldIssuerIsLetInNowhereElse() {
    Bytes old = MIDDLE.issue("device", DEVICE.keys).sign();
    assertRefused(
        leaf(DEVICE),
        List.of(old, middle().sign()),
        ROOT_CERTIFICATE,
        OLD_ISSUERS,
        "certificate 1, \"CN=device\", issues certificates without being a CA's, and not directly"
            + " under a trusted root");
    var below = CompanyAuthority.named("below");
    assertRefused(
        leaf(below),
        List.of(DEVICE.ca(below, 0).sign(), ROOT.issue("device", DEVICE.keys).sign()),
        ROOT_CERTIFICATE,
        OLD_ISSUERS,
        "certificate 2, \"CN=device\", issues certificates without being a CA's");
    assertRefused(
        leaf(DEVICE),
        List.of(
            ROOT.issue("device", DEVICE.keys)
                .with(Extension.basicConstraints, true, new BasicConstraints(false))
                .sign()),
        ROOT_CERTIFICATE,
        OLD_ISSUERS,
        "certificate 1, \"CN=device\", issues certificates without being a CA's");
  }

  @Test
  void aCriticalExtensionThatNobodyReadsIsRefused() {
    var oid = new ASN1ObjectIdentifier("2.25.1");
    assertRefused(
        leaf(DEVICE).with(oid, true, DERNull.INSTANCE),
        List.of(device().sign(), middle().sign()),
        "certificate 0, \"CN=attested\", has a critical extension 2.25.1 that is not understood");
    assertRefused(
        leaf(DEVICE),
        List.of(device().sign(), middle().with(oid, true, DERNull.INSTANCE).sign()),
        "certificate 2, \"CN=maker line\", has a critical extension 2.25.1 that is not understood");
    var names = new GeneralSubtree[] {new GeneralSubtree(new GeneralName(2, "example.org"))};
    assertRefused(
        leaf(DEVICE),
        List.of(
            device()
                .with(Extension.nameConstraints, false, new NameConstraints(names, null))
                .sign(),
            middle().sign()),
        "certificate 1, \"CN=device\", has name constraints, which are not understood");
  }

  @Test
  void aFamilyMayReadACriticalExtensionOfTheLeaf() throws Exception {
    var oid = new ASN1ObjectIdentifier("2.25.1");
    var rules = new DeviceChain.Rules(Set.of("2.25.1"), certificate -> false);

    find(
        leaf(DEVICE).with(oid, true, DERNull.INSTANCE),
        List.of(device().sign(), middle().sign()),
        ROOT_CERTIFICATE,
        rules);

    assertRefused(
        leaf(DEVICE),
        List.of(device().with(oid, true, DERNull.INSTANCE).sign(), middle().sign()),
        ROOT_CERTIFICATE,
        rules,
        "certificate 1, \"CN=device\", has a critical extension 2.25.1 that is not understood");
  }

  @Test
  void aSignatureWithSha1IsRefused() {
    assertRefused(
        leaf(DEVICE).signedWith("SHA1withECDSA"),
        List.of(device().sign(), middle().sign()),
        "certificate 0, \"CN=attested\", is signed with \"SHA1withECDSA\", expected RSA or ECDSA"
            + " with SHA-2, or Ed25519");
  }

  @Test
  void aShortRsaKeyIssuesNothing() {
    var weak = new CompanyAuthority("weak", CompanyAuthority.rsa(1024));
    assertRefused(
        leaf(weak),
        List.of(ROOT.ca(weak, 0).sign()),
        "certificate 1, \"CN=weak\", issues certificates with an RSA key of less than 2048 bits");
  }

  @Test
  void issuersInACircleEnd() {
    var one = CompanyAuthority.named("one");
    var other = CompanyAuthority.named("other");
    assertRefused(
        leaf(one),
        List.of(other.ca(one, 9).sign(), one.ca(other, 9).sign()),
        "certificate 2, \"CN=other\", ");
  }

  @Test
  void aLadderThatIsTooLongIsRefused() {
    List<Bytes> ladder = new ArrayList<>();
    CompanyAuthority lower = DEVICE;
    for (int i = 0; i < 7; i++) {
      var upper = CompanyAuthority.named("step " + i);
      ladder.add(upper.ca(lower, 20).sign());
      lower = upper;
    }
    ladder.add(ROOT.ca(lower, 20).sign());
    assertRefused(
        leaf(DEVICE),
        ladder,
        ROOT.root(20).sign(),
        "certificate 8, \"CN=step 6\", is one more than a path of 8 certificates");
  }

  @Test
  void theSearchIsBounded() {
    List<Bytes> twins = Stream.generate(() -> DEVICE.ca(DEVICE, 9).sign()).limit(12).toList();
    assertRefused(leaf(DEVICE), twins, "no path to a trusted root was found within 64 signatures");
  }

  @Test
  void aLeafThatIsARootIsRefused() {
    assertThatThrownBy(() ->
            DeviceChain.find(
                parse(ROOT_CERTIFICATE),
                List.of(),
                Set.of(ROOT_CERTIFICATE),
                DeviceChain.Rules.STRICT,
                AT))
        .isInstanceOf(ChainException.class)
        .hasMessage(
            "certificate \"CN=maker root\" is a trusted root itself, expected one issued under it");
  }

  @Test
  void noBitOfTheLeafCanBeTurned() throws Exception {
    Bytes good = leaf(DEVICE).sign();
    List<DeviceCertificate> between = List.of(parse(device().sign()), parse(middle().sign()));
    List<Integer> accepted = new ArrayList<>();
    for (int bit = 0; bit < 8 * good.length(); bit++) {
      byte[] changed = good.toArray();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        DeviceChain.find(
            parse(Bytes.of(changed)),
            between,
            Set.of(ROOT_CERTIFICATE),
            DeviceChain.Rules.STRICT,
            AT);
        accepted.add(bit);
      } catch (ChainException e) {
        assertThat(e).hasMessageMatching("(?s)certificate.*");
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void yubicosOldDevicesAreFoundUnderTheirOwnRootsAlone() throws Exception {
    var rules =
        new DeviceChain.Rules(
            Set.of(), issuer -> issuer.subject().equals("CN=Yubico PIV Attestation"));
    for (int pair = 0; pair < 2; pair++) {
      for (int root = 0; root < 2; root++) {
        Bytes leaf = pem("yubikey-piv-piv-go/keyCert-%d.pem".formatted(2 + 2 * pair));
        Bytes device = pem("yubikey-piv-piv-go/deviceCert-%d.pem".formatted(1 + 2 * pair));
        Set<Bytes> roots = Set.of(pem("yubikey-piv-piv-go/root-%d.pem".formatted(root)));
        if (pair == root) {
          DeviceChain.find(parse(leaf), List.of(parse(device)), roots, rules, AT);
        } else {
          assertThatThrownBy(
                  () -> DeviceChain.find(parse(leaf), List.of(parse(device)), roots, rules, AT))
              .hasMessageStartingWith("certificate 1, \"CN=Yubico PIV Attestation\", is issued by");
        }
      }
    }
  }

  /** The youngest of them leave the parameters of their algorithm out. */
  @Test
  void yubicosLinesLeadToTheirRoot() throws Exception {
    List<DeviceCertificate> lines = all("yubico-roots/static/PKI/yubico-intermediate.pem");
    Bytes root = pem("yubico-roots/static/PKI/yubico-ca-1.pem");

    List<DeviceCertificate> ours =
        lines.stream()
            .filter(line -> line.subject().matches(".*(PIV|YubiHSM) Attestation.*"))
            .toList();
    assertThat(ours).hasSize(4);
    for (DeviceCertificate line : ours) {
      assertThat(
              DeviceChain.find(line, lines, Set.of(root), DeviceChain.Rules.STRICT, AT)
                  .root()
                  .der())
          .as(line.subject())
          .isEqualTo(root);
    }
  }

  private static CompanyAuthority.Draft leaf(CompanyAuthority issuer) {
    return issuer.issue("attested", KEYS);
  }

  private static CompanyAuthority.Draft device() {
    return MIDDLE.ca(DEVICE, 0);
  }

  private static CompanyAuthority.Draft middle() {
    return ROOT.ca(MIDDLE, 1);
  }

  private static Bytes pem(String name) throws IOException, ChainException {
    return all(name).getFirst().der();
  }

  private static List<DeviceCertificate> all(String name) throws IOException, ChainException {
    try (InputStream in =
        Objects.requireNonNull(
            DeviceChainTest.class.getResourceAsStream("/vectors/" + name), name)) {
      return PemSample.certificates(Bytes.takingOwnership(in.readAllBytes()));
    }
  }

  private static DeviceCertificate parse(Bytes der) throws ChainException {
    return DeviceCertificate.parse(der, "certificate");
  }

  private static DeviceChain find(
      CompanyAuthority.Draft leaf, List<Bytes> between, Bytes root, DeviceChain.Rules rules)
      throws ChainException {
    List<DeviceCertificate> parsed = new ArrayList<>();
    for (Bytes each : between) {
      parsed.add(parse(each));
    }
    return DeviceChain.find(parse(leaf.sign()), parsed, Set.of(root), rules, AT);
  }

  private static void assertRefused(
      CompanyAuthority.Draft leaf, List<Bytes> between, String message) {
    assertRefused(leaf, between, ROOT_CERTIFICATE, message);
  }

  private static void assertRefused(
      CompanyAuthority.Draft leaf, List<Bytes> between, Bytes root, String message) {
    assertRefused(leaf, between, root, DeviceChain.Rules.STRICT, message);
  }

  private static void assertRefused(
      CompanyAuthority.Draft leaf,
      List<Bytes> between,
      Bytes root,
      DeviceChain.Rules rules,
      String message) {
    assertThatThrownBy(() -> find(leaf, between, root, rules))
        .isInstanceOf(ChainException.class)
        .hasMessageStartingWith(message);
  }
}
