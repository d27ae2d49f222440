package dev.runseal.vectors;

import static dev.runseal.trust.Claim.COMPLETENESS;
import static dev.runseal.trust.Claim.IDENTITY;
import static dev.runseal.trust.Claim.INCLUSION;
import static dev.runseal.trust.Claim.ORDER;
import static dev.runseal.trust.Claim.SEPARATION;
import static dev.runseal.trust.Claim.SIGNATURE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.trust.Claim;
import dev.runseal.vectors.GoldenVector.Expected;
import dev.runseal.vectors.GoldenVector.Input;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Gathers vectors, and knows what a bundle passes where nothing is wrong. Owned by one thread. */
final class Sheet {
  static final Set<Claim> SEAL =
      EnumSet.of(SIGNATURE, INCLUSION, IDENTITY, COMPLETENESS, SEPARATION);
  static final Set<Claim> COMPLETION =
      EnumSet.of(SIGNATURE, INCLUSION, IDENTITY, COMPLETENESS, SEPARATION, ORDER);

  private final List<GoldenVector> vectors = new ArrayList<>();

  List<GoldenVector> vectors() {
    return List.copyOf(vectors);
  }

  /** The last vector put, with something changed about how it is judged. */
  void but(UnaryOperator<GoldenVector> change) {
    vectors.add(change.apply(vectors.removeLast()));
  }

  void good(String name, String about, Bundle bundle, Set<Claim> pass) {
    good(name, about, text(bundle), pass);
  }

  void good(String name, String about, String bundle, Set<Claim> pass) {
    bundle(name, about, bundle, new Expected.Verdicts(pass, Set.of(), ""));
  }

  /** A bundle of which one claim fails; what rests on that claim is then not shown. */
  void fails(String name, String about, Bundle bundle, Claim claim, String reason) {
    fails(name, about, text(bundle), claim, stillPassing(claim), reason);
  }

  void fails(
      String name, String about, String bundle, Claim claim, Set<Claim> pass, String reason) {
    bundle(name, about, bundle, new Expected.Verdicts(pass, EnumSet.of(claim), reason));
  }

  void refused(String name, String about, String bundle, String reason) {
    bundle(name, about, bundle, new Expected.Refused(reason));
  }

  void declaration(String name, String about, String text, Expected expected) {
    put(Input.DECLARATION, name, about, Bytes.utf8(text), expected);
  }

  void put(Input input, String name, String about, Bytes content, Expected expected) {
    vectors.add(new GoldenVector(name, input, about, content, 0, Optional.empty(), expected));
  }

  /** Puts a file that other vectors trust, and gives its name. */
  String file(Input input, String name, String about, String text) {
    var vector =
        new GoldenVector(
            name, input, about, Bytes.utf8(text), 0, Optional.empty(), new Expected.Read());
    vectors.addFirst(vector);
    return vector.file();
  }

  private void bundle(String name, String about, String text, Expected expected) {
    put(Input.BUNDLE, name, about, Bytes.utf8(text), expected);
  }

  // spec: formats §5, "Verification": of a seal with its declaration
  private static Set<Claim> stillPassing(Claim failing) {
    return switch (failing) {
      case SIGNATURE -> EnumSet.noneOf(Claim.class);
      case INCLUSION -> EnumSet.of(SIGNATURE);
      case ORDER -> EnumSet.of(SIGNATURE, INCLUSION);
      case IDENTITY -> EnumSet.of(SIGNATURE, INCLUSION, SEPARATION);
      case COMPLETENESS, SEPARATION -> {
        Set<Claim> others = EnumSet.copyOf(SEAL);
        others.remove(failing);
        yield others;
      }
      case CUSTODY, TIME, UNIQUENESS, APPEND_ONLY -> SEAL;
    };
  }

  static String text(Bundle bundle) {
    return new String(bundle.encode().toArray(), UTF_8);
  }

  /** The text with a part of it replaced, which must be there. */
  static String replaced(String text, String part, String by) {
    if (!text.contains(part)) {
      throw new AssertionError("%s is not in %s".formatted(part, text));
    }
    return text.replace(part, by);
  }

  /** A change of bytes that are a text. */
  static UnaryOperator<Bytes> replacing(String part, String by) {
    return bytes -> Bytes.utf8(replaced(new String(bytes.toArray(), UTF_8), part, by));
  }

  /** The bundle with its receipt's text changed, whether or not it is one after that. */
  static String withReceipt(Bundle bundle, UnaryOperator<String> change) {
    try {
      Json.Obj whole = (Json.Obj) StrictJson.parse(bundle.encode(), Bundle.MAX_LENGTH);
      Map<String, Json> members = new LinkedHashMap<>(whole.members());
      String receipt = ((Json.Str) Objects.requireNonNull(members.get("receipt"))).value();
      String changed = change.apply(receipt);
      if (changed.equals(receipt)) {
        throw new AssertionError("nothing was changed in " + receipt);
      }
      members.put("receipt", Json.string(changed));
      return CanonicalJson.text(new Json.Obj(members));
    } catch (JsonException e) {
      throw new AssertionError("a bundle is json", e);
    }
  }
}
