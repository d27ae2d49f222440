package dev.runseal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  private final Checkout checkout = Checkout.find();

  @Test
  void everyPathInWhereToChangeWhatExists() throws IOException {
    String table = checkout.read("README.md").split("## Where to change what", 2)[1];
    List<String> paths = new ArrayList<>();
    table
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| to change"))
        .forEach(row -> {
          Matcher code = CODE.matcher(row.substring(row.indexOf('|', 1)));
          assertThat(code.find()).as("row names a path: %s", row).isTrue();
          do {
            paths.add(code.group(1));
          } while (code.find());
        });
    assertThat(paths).hasSizeGreaterThan(9);
    assertThat(paths).allSatisfy(path -> assertThat(checkout.path(path)).exists());
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    List<Path> pages;
    try (Stream<Path> docs = Files.walk(checkout.path("docs"))) {
      pages =
          Stream.concat(
                  docs.filter(page -> page.toString().endsWith(".md")),
                  Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(checkout::path))
              .toList();
    }
    assertThat(pages).hasSizeGreaterThan(5);
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!link.group(1).contains(":")) {
          assertThat(page.resolveSibling(link.group(1))).as("link in %s", page).exists();
        }
      }
    }
  }
}
