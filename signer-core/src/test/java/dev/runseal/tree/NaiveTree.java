package dev.runseal.tree;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The recursive definitions of RFC 9162 §2.1, word for word, over a list of entries. */
final class NaiveTree {
  private final List<Bytes> entries;
  private final Map<String, Bytes> roots = new HashMap<>();

  NaiveTree(List<Bytes> entries) {
    this.entries = entries;
  }

  TreeHash root(int n) {
    return hash(mth(0, n));
  }

  List<TreeHash> inclusion(int m, int n) {
    return path(m, 0, n).stream().map(NaiveTree::hash).toList();
  }

  List<TreeHash> consistency(int m, int n) {
    return subproof(m, 0, n, true).stream().map(NaiveTree::hash).toList();
  }

  private Bytes mth(int begin, int end) {
    if (begin == end) {
      return Sha256.of(Bytes.EMPTY).value();
    }
    if (end - begin == 1) {
      return Sha256.of(Bytes.of((byte) 0), entries.get(begin)).value();
    }
    String name = begin + ":" + end;
    Bytes known = roots.get(name);
    if (known == null) {
      int k = begin + split(end - begin);
      known = Sha256.of(Bytes.of((byte) 1), mth(begin, k), mth(k, end)).value();
      roots.put(name, known);
    }
    return known;
  }

  private List<Bytes> path(int m, int begin, int end) {
    if (end - begin == 1) {
      return List.of();
    }
    int k = split(end - begin);
    return m < k
        ? plus(path(m, begin, begin + k), mth(begin + k, end))
        : plus(path(m - k, begin + k, end), mth(begin, begin + k));
  }

  private List<Bytes> subproof(int m, int begin, int end, boolean b) {
    if (m == end - begin) {
      return b ? List.of() : List.of(mth(begin, end));
    }
    int k = split(end - begin);
    return m <= k
        ? plus(subproof(m, begin, begin + k, b), mth(begin + k, end))
        : plus(subproof(m - k, begin + k, end, false), mth(begin, begin + k));
  }

  private static int split(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Bytes> plus(List<Bytes> list, Bytes last) {
    List<Bytes> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  private static TreeHash hash(Bytes digest) {
    return new TreeHash(new Sha256(digest));
  }
}
