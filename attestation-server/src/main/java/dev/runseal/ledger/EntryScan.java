package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.postings.EntryKey;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the index says of an entry, taken from the entry's text in one pass: a start that reads many
 * entries spends a tenth of the time on it that {@link Statement#parse} takes. It goes through
 * exactly the text that a statement's canonical form has, and gives up at the first character that
 * is not as expected, or at an escape; {@link LogIndex} then parses. What it skips (time, signer)
 * is not checked here: the entry has been compared with its leaf, and that is what this log sealed.
 */
final class EntryScan {
  /** Where an entry is, and under what. */
  record Found(long index, Uniqueness uniqueness, Optional<EntryKey> declaration) {}

  private final String text;
  private int at;
  private boolean failed;

  private EntryScan(String text) {
    this.text = text;
  }

  static Optional<Found> find(Bytes entry) {
    var text = new String(entry.toArray(), StandardCharsets.UTF_8);
    if (text.indexOf('\\') >= 0 || text.indexOf('\uFFFD') >= 0) {
      return Optional.empty();
    }
    var scan = new EntryScan(text);
    Found found = scan.statement();
    return scan.failed || scan.at != text.length() ? Optional.empty() : Optional.of(found);
  }

  private Found statement() {
    expect("{\"_type\":\"" + Statement.TYPE + "\",\"predicate\":{\"caller\":");
    String caller = string();
    return taken(",\"execution\":") ? seal(caller) : completion();
  }

  private Found seal(String caller) {
    String execution = string();
    long index = position();
    String parent = taken(",\"parent\":") ? reference().text() : "";
    rest();
    if (taken(",\"traceparent\":")) {
      string();
    }
    end(Seal.PREDICATE_TYPE);
    String declaration = subject("declaration");
    expect("]}");
    var uniqueness = Uniqueness.ofSeal(caller, execution, "sha256:" + declaration, parent);
    return new Found(index, uniqueness, key(declaration));
  }

  private Found completion() {
    long index = position();
    expect(",\"outcome\":");
    List<String> content = new ArrayList<>();
    content.add(string());
    expect(",\"seal\":");
    Reference seal = reference();
    rest();
    end(Completion.PREDICATE_TYPE);
    subject("seal");
    while (taken(",")) {
      String digest = digest();
      content.add(string());
      content.add("sha256:" + digest);
      expect("}");
    }
    expect("]}");
    var uniqueness = Uniqueness.ofCompletion(seal.log(), seal.index(), content);
    return new Found(index, uniqueness, Optional.empty());
  }

  private record Reference(String log, long index, String leafHash) {
    String text() {
      return log + "\n" + index + "\n" + leafHash;
    }
  }

  private Reference reference() {
    expect("{\"index\":");
    long index = number();
    expect(",\"leafHash\":");
    String leafHash = string();
    expect(",\"log\":");
    String log = string();
    expect("}");
    return new Reference(log, index, leafHash);
  }

  /** From the index on to the log's name. */
  private long position() {
    expect(",\"index\":");
    long index = number();
    expect(",\"keyAttestation\":");
    string();
    expect(",\"log\":");
    string();
    return index;
  }

  private void rest() {
    expect(",\"sealedAt\":");
    string();
    expect(",\"separation\":");
    string();
    expect(",\"signer\":{\"uid\":");
    number();
    expect("}");
  }

  private void end(String predicateType) {
    if (taken(",\"workload\":")) {
      string();
    }
    expect("},\"predicateType\":\"" + predicateType + "\",\"subject\":[");
  }

  private String subject(String name) {
    String digest = digest();
    expect("\"" + name + "\"}");
    return digest;
  }

  private String digest() {
    expect("{\"digest\":{\"sha256\":");
    String hex = string();
    expect("},\"name\":");
    failed |= hex.length() != 2 * Sha256.LENGTH;
    return hex;
  }

  private Optional<EntryKey> key(String hex) {
    return failed ? Optional.empty() : Optional.of(EntryKey.of(Sha256.parseHex(hex)));
  }

  private void expect(String literal) {
    failed |= !taken(literal);
  }

  private boolean taken(String literal) {
    boolean there = text.startsWith(literal, at);
    at += there ? literal.length() : 0;
    return there;
  }

  private String string() {
    int end = at < text.length() && text.charAt(at) == '"' ? text.indexOf('"', at + 1) : -1;
    if (end < 0) {
      failed = true;
      return "";
    }
    String found = text.substring(at + 1, end);
    at = end + 1;
    return found;
  }

  private long number() {
    int start = at;
    long value = 0;
    while (at < text.length() && at - start < 18 && isDigit(text.charAt(at))) {
      value = 10 * value + text.charAt(at++) - '0';
    }
    failed |= at == start || (text.charAt(start) == '0' && at > start + 1);
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
