package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys and certificates on one token, seen through one logged-in session. */
final class TokenObjects {
  /** A private key: what the token says of it, and its handle in this session. */
  record Held(KeyFacts facts, long handle) {}

  private final Session session;
  private final TokenCertificates certificates;
  private final TokenQuirks quirks;

  TokenObjects(Session session, TokenQuirks quirks) {
    this.session = session;
    this.certificates = new TokenCertificates(session);
    this.quirks = quirks;
  }

  /** The facts of every P-256 private key that has its public half or certificate beside it. */
  List<KeyFacts> keys() throws TokenException {
    var keys = new ArrayList<KeyFacts>();
    for (long handle : session.find(privateKeys())) {
      if (isP256(handle)) {
        keys.add(facts(handle));
      }
    }
    return List.copyOf(keys);
  }

  /** The one key of this name. None, and more than one, are refused with what was found. */
  Held key(Pkcs11Uri name) throws TokenException {
    if (!name.hasKey()) {
      throw new IllegalArgumentException(
          "%s names no key, expected a label (object=) or an id".formatted(name));
    }
    Template wanted = privateKeys();
    Optional<String> label = name.find(Pkcs11Uri.Part.OBJECT);
    if (label.isPresent()) {
      wanted = wanted.with(Attribute.CKA_LABEL, label.orElseThrow());
    }
    if (name.findId().isPresent()) {
      wanted = wanted.with(Attribute.CKA_ID, name.findId().orElseThrow());
    }
    List<Long> found = session.find(wanted);
    return switch (found.size()) {
      case 1 -> new Held(facts(found.getFirst()), found.getFirst());
      case 0 ->
          throw new TokenException(
              Reason.NO_KEY,
              "no private key is named %s, found %s".formatted(name, names(privateKeys())));
      default ->
          throw new TokenException(
              Reason.AMBIGUOUS,
              "%d private keys are named %s, expected one: %s"
                  .formatted(found.size(), name, names(wanted)));
    };
  }

  /** What is known of such tokens, and what this key shows beside. */
  List<Deviation> deviations(KeyFacts key) throws TokenException {
    var deviations = new ArrayList<Deviation>(quirks.deviations());
    Set<Attribute> unasked = EnumSet.noneOf(Attribute.class);
    unasked.addAll(key.otherUses());
    unasked.removeAll(quirks.fixedUses());
    if (!unasked.isEmpty()) {
      deviations.add(new Deviation.UnaskedUses(key.label(), unasked));
    }
    if (findPoint(key.label(), key.id()).filter(EcPoint::isRaw).isPresent()) {
      deviations.add(new Deviation.RawPoint());
    }
    return List.copyOf(deviations);
  }

  /** Throws if any object of any class has this label or this id. */
  void verifyUnused(String label, Bytes id) throws TokenException {
    if (!session.find(Template.ANY.with(Attribute.CKA_LABEL, label)).isEmpty()) {
      throw new TokenException(
          Reason.EXISTS, "label \"%s\" is already there, expected it unused".formatted(label));
    }
    if (!session.find(Template.ANY.with(Attribute.CKA_ID, id)).isEmpty()) {
      throw new TokenException(
          Reason.EXISTS, "id %s is already there, expected it unused".formatted(id.toHex()));
    }
  }

  Session.KeyPair generate(KeyTemplate template) throws TokenException {
    return session.generateKeyPair(template.publicKey(), quirks.allowed(template.privateKey()));
  }

  long storeCertificate(KeyFacts key, Bytes der) throws TokenException {
    return certificates.store(key, der);
  }

  Optional<Bytes> findCertificate(Bytes id) throws TokenException {
    return certificates.find(id);
  }

  /** What the data objects of this label hold. */
  List<Bytes> data(String label) throws TokenException {
    var values = new ArrayList<Bytes>();
    for (long handle : session.find(dataObjects(label))) {
      session.findAttribute(handle, Attribute.CKA_VALUE).ifPresent(values::add);
    }
    return List.copyOf(values);
  }

  /** Puts one data object in the place of all those of this label. */
  void keepData(String label, Bytes value) throws TokenException {
    List<Long> older = session.find(dataObjects(label));
    // The new one first: a crash between the two leaves both, never none.
    session.create(
        dataObjects(label)
            .with(Attribute.CKA_TOKEN, true)
            .with(Attribute.CKA_PRIVATE, true)
            .with(Attribute.CKA_VALUE, value));
    for (long handle : older) {
      session.destroy(handle);
    }
  }

  KeyFacts facts(long privateKey) throws TokenException {
    String label = text(privateKey);
    Bytes id =
        session
            .findAttribute(privateKey, Attribute.CKA_ID)
            .filter(value -> value.length() > 0)
            .orElseThrow(() ->
                new TokenException(Reason.NO_KEY, "private key \"%s\" has no id".formatted(label)));
    if (!isP256(privateKey)) {
      throw new TokenException(
          Reason.NO_KEY, "private key \"%s\" is not on P-256".formatted(label));
    }
    var attributes = new EnumMap<Attribute, Boolean>(Attribute.class);
    for (Attribute attribute : KeyFacts.asked()) {
      session
          .findAttribute(privateKey, attribute)
          .filter(value -> value.length() == 1)
          .ifPresent(value -> attributes.put(attribute, value.at(0) != 0));
    }
    return new KeyFacts(label, id, publicKey(label, id), attributes);
  }

  private VerifyingKey publicKey(String label, Bytes id) throws TokenException {
    try {
      Optional<EcPoint> point = findPoint(label, id);
      if (point.isPresent()) {
        return point.orElseThrow().key();
      }
      // Some tokens keep no public key object: the certificate has it too.
      Optional<Bytes> certificate = findCertificate(id);
      if (certificate.isPresent()) {
        return Der.publicKeyOf(certificate.orElseThrow());
      }
    } catch (IllegalArgumentException e) {
      throw new TokenException(
          Reason.NO_KEY, "public half of \"%s\": %s".formatted(label, e.getMessage()), e);
    }
    throw new TokenException(
        Reason.NO_KEY,
        "private key \"%s\" has neither public key nor certificate of its id beside it"
            .formatted(label));
  }

  private Optional<EcPoint> findPoint(String label, Bytes id) throws TokenException {
    List<Long> found = session.find(Template.ofClass(Ck.CKO_PUBLIC_KEY).with(Attribute.CKA_ID, id));
    if (found.size() > 1) {
      throw new TokenException(
          Reason.AMBIGUOUS,
          "%d public keys have the id of \"%s\", expected one".formatted(found.size(), label));
    }
    return found.isEmpty()
        ? Optional.empty()
        : session.findAttribute(found.getFirst(), Attribute.CKA_EC_POINT).map(EcPoint::new);
  }

  private boolean isP256(long key) throws TokenException {
    return session
        .findAttribute(key, Attribute.CKA_EC_PARAMS)
        .map(KeyTemplate.P256::equals)
        .orElse(false);
  }

  private static Template dataObjects(String label) {
    return Template.ofClass(Ck.CKO_DATA)
        .with(Attribute.CKA_APPLICATION, "runseal")
        .with(Attribute.CKA_LABEL, label);
  }

  private static Template privateKeys() {
    return Template.ofClass(Ck.CKO_PRIVATE_KEY);
  }

  private String names(Template template) throws TokenException {
    var names = new ArrayList<String>();
    for (long handle : session.find(template)) {
      String id = session.findAttribute(handle, Attribute.CKA_ID).map(Bytes::toHex).orElse("none");
      names.add("\"%s\" (id %s)".formatted(text(handle), id));
    }
    return names.isEmpty()
        ? "no private key at all"
        : names.stream().sorted().collect(Collectors.joining(", "));
  }

  private String text(long object) throws TokenException {
    return session
        .findAttribute(object, Attribute.CKA_LABEL)
        .map(label -> new String(label.toArray(), StandardCharsets.UTF_8))
        .orElse("");
  }
}
