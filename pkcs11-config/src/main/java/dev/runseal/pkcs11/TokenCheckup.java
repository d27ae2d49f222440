package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SigningException;
import dev.runseal.pkcs11.TokenException.Reason;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The walk from module to test signature that {@code runseal doctor} prints: each step says what it
 * found, and the first that fails says what to do and ends the walk. Where the token deviates from
 * what one would expect is noted on the way. The PIN is tried once.
 */
public final class TokenCheckup {
  /** What one step of the walk came to. */
  public sealed interface Finding {
    Step step();

    record Passed(Step step, String found) implements Finding {}

    /** Good to know, and no failure. */
    record Noted(Step step, String found, String remedy) implements Finding {}

    record Failed(Step step, String found, String remedy) implements Finding {}
  }

  public enum Step {
    MODULE,
    SLOTS,
    TOKEN,
    MECHANISMS,
    LOGIN,
    TEST_KEY,
    ATTRIBUTES,
    TEST_SIGNATURE,
    CERTIFICATE,
    CLEAN_UP
  }

  private static final int ID_LENGTH = 16;

  private final TokenConfig config;
  private final List<Finding> findings = new ArrayList<>();
  private Step current = Step.MODULE;

  private TokenCheckup(TokenConfig config) {
    this.config = config;
  }

  /** Looks at the sealing key; nothing on the token is changed. */
  public static List<Finding> walk(TokenConfig config, Pkcs11Uri sealingKey) {
    var checkup = new TokenCheckup(config);
    return checkup.findings(() -> {
      checkup.device();
      checkup.sealingKey(sealingKey);
    });
  }

  /**
   * Makes a key as the ceremony would, with a certificate beside it, looks at that, and destroys
   * both again.
   */
  public static List<Finding> walkWithTestKey(TokenConfig config) {
    var checkup = new TokenCheckup(config);
    return checkup.findings(() -> {
      checkup.device();
      checkup.testKey(new SecureRandom());
    });
  }

  /** Goes as far as it can; a failure is the last finding but for what could not be cleaned up. */
  private List<Finding> findings(Walk walk) {
    try {
      walk.go();
    } catch (TokenException e) {
      failed(e);
    }
    return List.copyOf(findings);
  }

  /** A walk that ends where the token refuses. */
  private interface Walk {
    void go() throws TokenException;
  }

  private void device() throws TokenException {
    try (Cryptoki cryptoki = Cryptoki.load(config.module())) {
      passed("%s: %s".formatted(cryptoki.module(), cryptoki.info()));

      current = Step.SLOTS;
      List<Slot> slots = cryptoki.slots();
      if (slots.isEmpty()) {
        throw new TokenException(
            Reason.NO_TOKEN, "no slot of %s holds a token".formatted(cryptoki.module()));
      }
      passed(
          slots.stream()
              .map(slot -> "slot %d %s".formatted(slot.id(), slot.token()))
              .collect(Collectors.joining(", ")));

      current = Step.TOKEN;
      Slot slot = Slot.named(config.token(), cryptoki);
      passed("%s; %s".formatted(slot.token(), cryptoki.room(slot)));
      noted(slot.quirks().deviations());

      current = Step.MECHANISMS;
      Mechanisms mechanisms = cryptoki.mechanisms(slot);
      mechanisms.verifyEnough();
      passed(mechanisms.listed());
      if (!mechanisms.hasEdDsa()) {
        noted(
            "no Ed25519, which C2SP witnesses ask of a log that they cosign",
            "none is needed to seal: sealing keys are on P-256");
      }
    }
  }

  private void sealingKey(Pkcs11Uri key) throws TokenException {
    current = Step.LOGIN;
    try (Token token = Token.open(config)) {
      passed("the token took the PIN");

      current = Step.ATTRIBUTES;
      KeyFacts facts = token.facts(key);
      facts.verifyKept();
      passed(described(facts));
      noted(beyond(token.quirks(), token.deviations(key)));

      current = Step.TEST_SIGNATURE;
      TokenKey sealingKey = token.key(TokenKey.Role.SEALING, key);
      passed("verified under " + sealingKey.publicKey());
    }
  }

  private void testKey(SecureRandom random) throws TokenException {
    current = Step.LOGIN;
    try (Cryptoki cryptoki = Cryptoki.load(config.module())) {
      Slot slot = Slot.named(config.token(), cryptoki);
      try (CeremonyToken token = CeremonyToken.login(cryptoki, slot, config.pin())) {
        passed("the token took the PIN");
        try {
          testKey(token, slot.quirks(), random);
        } catch (TokenException e) {
          failed(e);
        } finally {
          cleanUp(token);
        }
      }
    }
  }

  private void testKey(CeremonyToken token, TokenQuirks quirks, SecureRandom random)
      throws TokenException {
    current = Step.TEST_KEY;
    byte[] id = new byte[ID_LENGTH];
    random.nextBytes(id);
    var template =
        new KeyTemplate("runseal-doctor-" + Bytes.of(id).slice(0, 4).toHex(), Bytes.of(id));
    CeremonyToken.MadeKey made = token.generate(template);
    passed("made \"%s\"".formatted(template.label()));

    current = Step.ATTRIBUTES;
    passed(described(made.facts()));
    noted(beyond(quirks, token.deviations(made)));

    current = Step.TEST_SIGNATURE;
    TokenKey key = token.key(TokenKey.Role.ROOT, made);
    passed("verified under " + key.publicKey());

    current = Step.CERTIFICATE;
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try {
      Bytes certificate =
          new ChainIssuer(random)
              .root(key, template.label(), Validity.of(now, Duration.ofMinutes(5)));
      token.store(made.facts(), certificate);
      passed("stored beside the key and read back");
    } catch (SigningException e) {
      throw new TokenException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private void cleanUp(CeremonyToken token) {
    current = Step.CLEAN_UP;
    List<TokenException> left = token.undo();
    left.forEach(this::failed);
    if (left.isEmpty()) {
      passed("all that was made is destroyed");
    }
  }

  /** What a key shows that was not known of such tokens, and noted, before. */
  private static List<Deviation> beyond(TokenQuirks known, List<Deviation> all) {
    return all.stream().filter(each -> !known.deviations().contains(each)).toList();
  }

  private static String described(KeyFacts facts) {
    String attributes =
        facts.attributes().entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(attribute -> attribute.getKey().name())
            .collect(Collectors.joining(" "));
    return "private key \"%s\" (id %s): %s"
        .formatted(facts.label(), facts.id().toHex(), attributes);
  }

  private void passed(String found) {
    findings.add(new Finding.Passed(current, found));
  }

  private void noted(String found, String remedy) {
    findings.add(new Finding.Noted(current, found, remedy));
  }

  private void noted(List<Deviation> deviations) {
    deviations.forEach(each -> noted(each.sentence(), each.remedy()));
  }

  private void failed(TokenException e) {
    findings.add(new Finding.Failed(current, String.valueOf(e.getMessage()), e.reason().remedy()));
  }
}
