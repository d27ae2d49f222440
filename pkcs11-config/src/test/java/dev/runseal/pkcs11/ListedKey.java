package dev.runseal.pkcs11;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A private key as pkcs11-tool lists it, in its words. */
record ListedKey(String label, String id, Set<String> usage, Set<String> access) {
  private static final Pattern OBJECT = Pattern.compile("(?m)^(?=\\S)");
  private static final Pattern WORDS = Pattern.compile(", ");
  private static final Pattern FIELD = Pattern.compile("  (\\w[\\w ]*): +(.*)");

  /** The words for what the token says. */
  static final Map<String, Attribute> USAGE =
      Map.of(
          "sign", Attribute.CKA_SIGN,
          "decrypt", Attribute.CKA_DECRYPT,
          "unwrap", Attribute.CKA_UNWRAP,
          "derive", Attribute.CKA_DERIVE);

  static final Map<String, Attribute> ACCESS =
      Map.of(
          "sensitive", Attribute.CKA_SENSITIVE,
          "always sensitive", Attribute.CKA_ALWAYS_SENSITIVE,
          "extractable", Attribute.CKA_EXTRACTABLE,
          "never extractable", Attribute.CKA_NEVER_EXTRACTABLE,
          "local", Attribute.CKA_LOCAL);

  static List<ListedKey> parse(String listing) {
    var keys = new ArrayList<ListedKey>();
    for (String object : OBJECT.splitAsStream(listing).toList()) {
      if (object.startsWith("Private Key Object; EC")) {
        var fields = new HashMap<String, String>();
        Matcher field = FIELD.matcher(object);
        while (field.find()) {
          fields.put(field.group(1), field.group(2).strip());
        }
        keys.add(
            new ListedKey(
                fields.getOrDefault("label", ""),
                fields.getOrDefault("ID", ""),
                split(fields.getOrDefault("Usage", "none")),
                split(fields.getOrDefault("Access", "none"))));
      }
    }
    return keys;
  }

  /** The attributes of which pkcs11-tool speaks, as the words that it would say for a key. */
  static Set<String> words(KeyFacts facts, Map<String, Attribute> words) {
    return words.entrySet().stream()
        .filter(word -> facts.find(word.getValue()).orElse(false))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> split(String words) {
    return words.equals("none") ? Set.of() : Set.copyOf(WORDS.splitAsStream(words).toList());
  }
}
