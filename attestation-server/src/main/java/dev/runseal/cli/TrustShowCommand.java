package dev.runseal.cli;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.VendorCertificate;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.ReportPage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows whom a trust file trusts, and for what. */
@Command(
    name = "show",
    description = "Show whom a trust file trusts, and for what.",
    footerHeading = "%nExample:%n",
    footer = "  runseal trust show trust.json")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class TrustShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TRUST", description = "The trust file.")
  private Path file;

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  TrustShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    TrustRoots trust = TrustFileEdit.read(terminal, file);
    terminal.out().print(json.requested ? json(trust) + System.lineSeparator() : text(trust));
    return ExitStatus.SUCCESS.code();
  }

  static String text(TrustRoots trust) {
    var page = new ReportPage();
    page.line("Trusted, each for this purpose and for no other one.");
    TrustPage.certificates(page, "sealing chains", certificates(trust.sealingRoots()));
    for (EvidenceType family : EvidenceType.values()) {
      TrustPage.certificates(page, "devices, " + family.text(), ofFamily(trust, family));
    }
    TrustPage.certificates(
        page, "enrolment of devices", certificates(trust.enrolmentAuthorities()));
    page.section(
        "logs, and no other ones", trust.pinnedOrigins().stream().map(Origin::text).toList());
    page.section(
        "distrusted keys",
        trust.distrustAfter().entrySet().stream()
            .map(each -> "%s after %s".formatted(each.getKey(), each.getValue()))
            .toList());
    return page.text();
  }

  private static String json(TrustRoots trust) {
    Json.Builder families = Json.object();
    for (EvidenceType family : EvidenceType.values()) {
      List<VendorCertificate> roots = ofFamily(trust, family);
      if (!roots.isEmpty()) {
        families.put(family.text(), json(roots));
      }
    }
    return CanonicalJson.text(
        Json.object()
            .put("sealingRoots", json(certificates(trust.sealingRoots())))
            .put("deviceRoots", families)
            .put("enrolmentAuthorities", json(certificates(trust.enrolmentAuthorities())))
            .put(
                "pinnedOrigins",
                Json.array(
                    trust.pinnedOrigins().stream().map(Origin::text).map(Json::string).toList()))
            .put(
                "distrustAfter",
                Json.array(
                    trust.distrustAfter().entrySet().stream()
                        .map(each ->
                            Json.object()
                                .put("key", each.getKey().toString())
                                .put("after", each.getValue().toString())
                                .build())
                        .toList()))
            .build());
  }

  private static Json.Arr json(List<VendorCertificate> certificates) {
    return Json.array(certificates.stream().map(each -> TrustPage.json(each).build()).toList());
  }

  private static List<VendorCertificate> ofFamily(TrustRoots trust, EvidenceType family) {
    return trust.deviceRoots().stream()
        .filter(root -> root.family() == family)
        .map(DeviceRoot::certificate)
        .toList();
  }

  private static List<VendorCertificate> certificates(Collection<Bytes> encodings) {
    return encodings.stream().map(VendorCertificate::new).toList();
  }
}
