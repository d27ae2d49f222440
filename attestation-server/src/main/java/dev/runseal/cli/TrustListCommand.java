package dev.runseal.cli;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.VendorCertificate;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.trust.VendorBundle;
import dev.runseal.verify.ReportPage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the makers' roots that ship with this version, or those of another file. */
@Command(
    name = "list",
    description = {
      "List the roots of devices' makers that ship with this version. None of them is trusted"
          + " until you add it to a trust file: compare its fingerprint with the maker's first."
    },
    footerHeading = "%nExample:%n",
    footer = {"  runseal trust list --json", "  runseal trust list --vendors vendors.json"})
final class TrustListCommand implements Callable<Integer> {
  @Mixin private final VendorsOption vendors = new VendorsOption();

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  TrustListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    VendorBundle bundle = vendors.bundle(terminal);
    terminal.out().print(json.requested ? json(bundle) + System.lineSeparator() : text(bundle));
    return ExitStatus.SUCCESS.code();
  }

  private static String text(VendorBundle bundle) {
    var page = new ReportPage();
    page.paragraph(
        "",
        "Makers' roots as of %s. None is trusted until it is added to a trust file."
            .formatted(bundle.date()));
    for (EvidenceType family : EvidenceType.values()) {
      TrustPage.certificates(
          page,
          family.text(),
          bundle.roots().stream()
              .filter(root -> root.family() == family)
              .map(DeviceRoot::certificate)
              .toList());
    }
    TrustPage.certificates(page, "on the way, carrying no trust", bundle.onTheWay());
    return page.text();
  }

  private static String json(VendorBundle bundle) {
    List<Json.Obj> roots =
        bundle.roots().stream()
            .map(root ->
                TrustPage.json(root.certificate()).put("family", root.family().text()).build())
            .toList();
    return CanonicalJson.text(
        Json.object()
            .put("date", bundle.date().toString())
            .put("roots", Json.array(roots))
            .put(
                "onTheWay",
                Json.array(
                    bundle.onTheWay().stream()
                        .map((VendorCertificate each) -> TrustPage.json(each).build())
                        .toList()))
            .build());
  }
}
