package dev.runseal.pkcs11;

import dev.runseal.key.SigningException;
import org.jspecify.annotations.Nullable;

/** A module, a token or a PIN said no, or is not what was named. */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1;

  /** What was refused, for callers that branch, and what an operator does about it. */
  public enum Reason {
    CONFIG("correct the setting that the message names"),
    MODULE("give the path of the PKCS#11 module (a shared library) of your token"),
    NO_TOKEN("check the label or serial with `pkcs11-tool --module MODULE --list-token-slots`"),
    AMBIGUOUS("name it so that one matches: a token by its serial, a key by its id"),
    PIN("correct the PIN; it was not and will not be tried again"),
    NO_KEY(
        "check the label with `pkcs11-tool --module MODULE --login --list-objects`, or make the keys with `runseal init`"),
    EXISTS("choose another label; nothing on a token is ever overwritten"),
    NO_MECHANISM("use a token that has it; a newer release of the token's software may"),
    NOT_HONOURED("use a token that keeps its keys to itself, and make the key on it"),
    UNAVAILABLE("bring the token back; nothing needs to be restarted"),
    REFUSED("see what the token's manual says about the result named");

    private final String remedy;

    Reason(String remedy) {
      this.remedy = remedy;
    }

    public String remedy() {
      return remedy;
    }
  }

  private final Reason reason;
  private final CkResult.@Nullable Meaning meaning;

  private TokenException(
      Reason reason,
      CkResult.@Nullable Meaning meaning,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.meaning = meaning;
  }

  TokenException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, null, message, cause);
  }

  TokenException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** A PKCS#11 function returned something else than CKR_OK. */
  TokenException(String function, long code) {
    super("%s returned %s".formatted(function, CkResult.describe(code)));
    this.meaning = CkResult.of(code).meaning();
    this.reason = reasonOf(meaning);
  }

  /** SunPKCS11 reported what a PKCS#11 function returned. */
  TokenException(String what, CkResult result, @Nullable Throwable cause) {
    super("%s: %s".formatted(what, result), cause);
    this.meaning = result.meaning();
    this.reason = reasonOf(meaning);
  }

  public Reason reason() {
    return reason;
  }

  /** What the result of the failed call asks of us; REFUSED where no call failed. */
  CkResult.Meaning meaning() {
    return meaning == null ? CkResult.Meaning.REFUSED : meaning;
  }

  /** The same, as seen by someone who wanted to log in. */
  TokenException atLogin(TokenInfo token) {
    String message =
        meaning() == CkResult.Meaning.PIN
            ? "token %s did not take the PIN, which will not be tried again: %s"
            : "login to token %s failed: %s";
    return new TokenException(reason, meaning, message.formatted(token, getMessage()), this);
  }

  /** The same, as seen by someone who had found the module and the token before. */
  TokenException afterItWorked(Pkcs11Uri token) {
    return switch (reason) {
      case MODULE, NO_TOKEN ->
          new TokenException(
              Reason.UNAVAILABLE,
              CkResult.Meaning.TOKEN_GONE,
              "token %s is away: %s".formatted(token, getMessage()),
              this);
      case CONFIG,
          AMBIGUOUS,
          PIN,
          NO_KEY,
          EXISTS,
          NO_MECHANISM,
          NOT_HONOURED,
          UNAVAILABLE,
          REFUSED ->
          this;
    };
  }

  SigningException toSigningException() {
    return new SigningException(
        reason == Reason.UNAVAILABLE
            ? SigningException.Reason.UNAVAILABLE
            : SigningException.Reason.REFUSED,
        String.valueOf(getMessage()),
        this);
  }

  private static Reason reasonOf(CkResult.Meaning meaning) {
    return switch (meaning) {
      case RETRY, REBUILD, TOKEN_GONE -> Reason.UNAVAILABLE;
      case PIN -> Reason.PIN;
      case OK, REFUSED, OUR_BUG -> Reason.REFUSED;
    };
  }
}
