package dev.runseal.note;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.tree.LeafHash;

/** The receipt of entry 1 in a log of three, whose signature openssl has verified. */
final class Golden {
  static final SoftwareKey KEY = SoftwareKey.named("golden");
  static final Origin ORIGIN = Origin.of("example.com/log", KEY.publicKey());
  static final LeafHash LEAF = LeafHash.of(Bytes.utf8("entry 1"));

  static final String CHECKPOINT =
      """
      example.com/log/776351d5dcabf84abeef6115b4e000cb
      3
      lPvQ3YNvUDAWkubQ6t5yjuGexSv/8WBu2AfIV11aqhk=
      """;

  static final String LINE =
      "\u2014 example.com/log/776351d5dcabf84abeef6115b4e000cb d2NR1TBFAiEA7oiCbehLFv0aW0ABE1tYeVsc"
          + "e5TiP9VHHT+CT7BSrToCID4le+uSJWw4aNdmLDE8xtpQ56xZ+zaypFq7IUK0G+BZ\n";

  static final String NOTE = CHECKPOINT + "\n" + LINE;

  static final String HASH_1 = "dziFphNIniTOLPdhmdakI/BC5LvxLX7s7pEu8nbGVwE=\n";
  static final String HASH_2 = "V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=\n";

  static final String RECEIPT = "c2sp.org/tlog-proof@v1\nindex 1\n" + HASH_1 + HASH_2 + "\n" + NOTE;

  private Golden() {}
}
