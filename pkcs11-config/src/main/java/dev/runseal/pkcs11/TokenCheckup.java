package dev.runseal.pkcs11;

import dev.runseal.pkcs11.TokenException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The walk from module to test signature that {@code runseal doctor} prints: each step says what it
 * found, and the first that fails says what to do and ends the walk. The PIN is tried once.
 */
public final class TokenCheckup {
  /** What one step of the walk came to. */
  public sealed interface Finding {
    Step step();

    record Passed(Step step, String found) implements Finding {}

    record Failed(Step step, String found, String remedy) implements Finding {}
  }

  public enum Step {
    MODULE,
    SLOTS,
    TOKEN,
    LOGIN,
    ATTRIBUTES,
    TEST_SIGNATURE
  }

  private final TokenConfig config;
  private final Pkcs11Uri key;
  private final List<Finding> findings = new ArrayList<>();
  private Step current = Step.MODULE;

  private TokenCheckup(TokenConfig config, Pkcs11Uri key) {
    this.config = config;
    this.key = key;
  }

  /** Walks as far as it can; only the last finding can be a failure. */
  public static List<Finding> walk(TokenConfig config, Pkcs11Uri sealingKey) {
    var checkup = new TokenCheckup(config, sealingKey);
    try {
      checkup.walk();
    } catch (TokenException e) {
      checkup.findings.add(
          new Finding.Failed(checkup.current, String.valueOf(e.getMessage()), e.reason().remedy()));
    }
    return List.copyOf(checkup.findings);
  }

  private void walk() throws TokenException {
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
      passed(Slot.named(config.token(), cryptoki).token().toString());
    }
    current = Step.LOGIN;
    try (Token token = Token.open(config)) {
      passed("the token took the PIN");
      walk(token);
    }
  }

  private void walk(Token token) throws TokenException {
    current = Step.ATTRIBUTES;
    KeyFacts facts = token.facts(key);
    facts.verifyKept();
    passed(described(facts));

    current = Step.TEST_SIGNATURE;
    TokenKey sealingKey = token.key(TokenKey.Role.SEALING, key);
    passed("verified under " + sealingKey.publicKey());
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
}
