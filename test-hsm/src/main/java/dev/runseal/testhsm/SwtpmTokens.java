package dev.runseal.testhsm;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tokens of tpm2-pkcs11 in one store: keys wrapped by the {@link Swtpm}, in a directory. */
final class SwtpmTokens implements TokenBackend {
  private static final String SO_PIN = "so-pin-for-tests";

  /** The chip's, and so that of every token. */
  private static final String SERIAL = "0000000000000000";

  private static final Pattern WRONG_PINS =
      Pattern.compile("^TPM2_PT_LOCKOUT_COUNTER: 0x([0-9A-F]+)$", Pattern.MULTILINE);

  private final Swtpm tpm;
  private final FixtureDirectory store;
  private final Map<String, String> environment;
  private final Tool ptool;
  private int made;

  private SwtpmTokens(Swtpm tpm, FixtureDirectory store) {
    this.tpm = tpm;
    this.store = store;
    var all = new HashMap<>(tpm.environment());
    all.put("TPM2_PKCS11_STORE", store.path().toString());
    this.environment = Map.copyOf(all);
    this.ptool = new Tool(Component.program("tpm2_ptool"), environment);
  }

  static SwtpmTokens create(Swtpm tpm, FixtureDirectory store) {
    var tokens = new SwtpmTokens(tpm, store);
    tokens.ptool.run("init", tokens.path());
    return tokens;
  }

  @Override
  public Path module() {
    return tpm.module();
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.noneOf(Ability.class);
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public TokenFixture newToken(String label) {
    String pin = "pin-%d-%s".formatted(made + 1, Long.toHexString(System.nanoTime()));
    ptool.run(
        "addtoken", path(), "--pid=1", "--sopin=" + SO_PIN, "--userpin=" + pin, "--label=" + label);
    made++;
    return new TokenFixture(
        module(), label, SERIAL, store.writePin("pin-" + made, pin), SO_PIN, environment);
  }

  /** The chip counts for all of its tokens together. */
  @Override
  public OptionalInt findWrongPins(TokenFixture token) {
    Matcher counted = WRONG_PINS.matcher(tpm.tool("tpm2_getcap").run("properties-variable"));
    if (!counted.find()) {
      throw new AssertionError("the chip did not tell its lockout counter");
    }
    return OptionalInt.of(Integer.parseInt(counted.group(1), 16));
  }

  @Override
  public void close() {
    store.close();
  }

  private String path() {
    return "--path=" + store.path();
  }
}
