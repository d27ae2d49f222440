package dev.runseal.json;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value, immutable. Strings hold no lone surrogates and integers survive an IEEE double. */
public sealed interface Json {
  /** 2^53 − 1: the last integer before doubles start to skip. */
  long MAX_INTEGER = (1L << 53) - 1;

  /** An object; members keep the order in which they came. */
  record Obj(Map<String, Json> members) implements Json {
    public Obj {
      members.keySet().forEach(Json::requireNoLoneSurrogate);
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public Optional<Json> find(String name) {
      return Optional.ofNullable(members.get(name));
    }
  }

  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  record Str(String value) implements Json {
    public Str {
      requireNoLoneSurrogate(value);
    }
  }

  record Int(long value) implements Json {
    public Int {
      if (value > MAX_INTEGER || value < -MAX_INTEGER) {
        throw new IllegalArgumentException(
            "integer is %d, expected one within ±(2^53−1)".formatted(value));
      }
    }
  }

  /** A number with a fraction or exponent. None of Runseal's own formats holds one. */
  record Decimal(double value) implements Json {
    public Decimal {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("number is %s, expected a finite one".formatted(value));
      }
    }
  }

  enum Bool implements Json {
    TRUE,
    FALSE
  }

  enum Null implements Json {
    NULL
  }

  static Str string(String value) {
    return new Str(value);
  }

  static Int integer(long value) {
    return new Int(value);
  }

  static Json bool(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Str base64(Bytes value) {
    return new Str(value.toBase64());
  }

  static Arr array(List<? extends Json> items) {
    return new Arr(new ArrayList<>(items));
  }

  static Builder object() {
    return new Builder();
  }

  /** Gathers the members of an object; a name can be put once. */
  final class Builder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, Json value) {
      if (members.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("member \"%s\" was put twice".formatted(name));
      }
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, string(value));
    }

    public Builder put(String name, long value) {
      return put(name, integer(value));
    }

    public Builder put(String name, Builder object) {
      return put(name, object.build());
    }

    public Builder put(String name, Optional<? extends Json> value) {
      value.ifPresent(present -> put(name, present));
      return this;
    }

    public Obj build() {
      return new Obj(members);
    }
  }

  private static void requireNoLoneSurrogate(String text) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            "string holds the lone surrogate U+%04X at %d".formatted(c, i));
      }
      i += Character.charCount(c);
    }
  }
}
