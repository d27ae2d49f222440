package dev.runseal.vectors;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All files of docs/vectors, made anew from the sample log: the same in every run. What must come
 * of each is written by hand, never taken from a verifier.
 */
final class GoldenVectors {
  private GoldenVectors() {}

  static List<GoldenVector> all() {
    var sheet = new Sheet();
    BundleVectors.putOn(sheet);
    StatementVectors.putOn(sheet);
    CompletionVectors.putOn(sheet);
    NoteVectors.putOn(sheet);
    ChainVectors.putOn(sheet);
    CustodyVectors.putOn(sheet);
    CardVectors.putOn(sheet);
    TrustVectors.putOn(sheet);
    DeclarationVectors.putOn(sheet);
    return sheet.vectors();
  }

  /** The files by their names in the folder; those that a manifest points to, and the manifest. */
  static Map<String, Bytes> files(List<GoldenVector> vectors) {
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (GoldenVector vector : vectors) {
      if (files.put(vector.file(), vector.content()) != null) {
        throw new AssertionError("two vectors are called " + vector.name());
      }
    }
    files.put(
        "root.pem",
        Bytes.utf8(PemCertificates.encode(List.of(new SampleBundles().rootCertificate()))));
    files.put("manifest.json", manifest(vectors));
    return files;
  }

  /** One vector a line, so that a change shows as one. */
  private static Bytes manifest(List<GoldenVector> vectors) {
    var text = new StringBuilder("{\"checkedAt\":");
    text.append(CanonicalJson.text(Json.string(SampleBundles.NOW.toString())));
    text.append(",\"root\":\"root.pem\",\"vectors\":[");
    String separator = "\n";
    for (GoldenVector vector : vectors) {
      text.append(separator).append(CanonicalJson.text(vector.manifestEntry()));
      separator = ",\n";
    }
    return Bytes.utf8(text.append("\n]}\n").toString());
  }
}
