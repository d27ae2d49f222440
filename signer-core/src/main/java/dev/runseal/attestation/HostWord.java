package dev.runseal.attestation;

import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.EvidenceElement;
import dev.runseal.pkixevidence.EvidenceStatement;
import dev.runseal.x509.DeviceChain;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What PKIX evidence that holds shows of one key, and how much of it is only said. */
final class HostWord {
  private final EvidenceStatement statement;
  private final EvidenceElement key;
  private final List<DeviceChain> chains;
  private final String source;
  private final List<CustodyFact> facts = new ArrayList<>();

  HostWord(EvidenceStatement statement, EvidenceElement key, List<DeviceChain> chains) {
    this.statement = statement;
    this.key = key;
    this.chains = chains;
    this.source =
        chains.stream()
            .map(chain ->
                "the host that signed as \"%s\" under \"%s\""
                    .formatted(chain.leaf().subject(), chain.root().subject()))
            .collect(Collectors.joining(" and "));
  }

  Custody custody(boolean isBound) {
    statement.platform().ifPresent(this::addPlatform);
    addKey();
    if (isBound) {
      add(Name.BOUND_TO_LOG, "yes");
    }
    Optional<SoftwareTokens.Kind> software = findSoftware();
    return new Custody(
        software.isPresent() ? CustodyLevel.SOFTWARE : CustodyLevel.HOST_ASSERTED,
        source,
        facts,
        notShown(software, isBound),
        chains.stream().map(DeviceChain::notBefore).max(Comparator.naturalOrder()).orElseThrow(),
        notAfter());
  }

  private void addPlatform(EvidenceElement platform) {
    platform.findText(ClaimType.VENDOR).ifPresent(text -> add(Name.MAKER, text));
    findModel(platform).ifPresent(text -> add(Name.MODEL, text));
    platform
        .findText(ClaimType.HWSERIAL)
        .map(serial -> serial.replaceFirst("^0+(?=.)", ""))
        .ifPresent(text -> add(Name.SERIAL, text));
    platform.findText(ClaimType.SWVERSION).ifPresent(text -> add(Name.FIRMWARE, text));
    platform
        .findFlag(ClaimType.FIPSBOOT)
        .ifPresent(flag -> facts.add(CustodyFact.flag(Name.FIPS, flag, source)));
  }

  private void addKey() {
    add(Name.KEY_LABEL, String.join(", ", key.identifiers()));
    addFlag(Name.MADE_ON_DEVICE, ClaimType.LOCAL);
    addFlag(Name.EXTRACTABLE, ClaimType.EXTRACTABLE);
    addFlag(Name.NEVER_EXTRACTABLE, ClaimType.NEVER_EXTRACTABLE);
    addFlag(Name.SENSITIVE, ClaimType.SENSITIVE);
    key.findPurposes()
        .ifPresent(purposes ->
            add(
                Name.CAPABILITIES,
                purposes.value().stream()
                    .map(statement.arc()::purposeText)
                    .collect(Collectors.joining(", "))));
  }

  private void addFlag(Name name, ClaimType claim) {
    key.findFlag(claim).ifPresent(flag -> facts.add(CustodyFact.flag(name, flag, source)));
  }

  private void add(Name name, String value) {
    if (!value.isEmpty()) {
      facts.add(new CustodyFact(name, Excerpt.of(value), source));
    }
  }

  /** The draft has a model in octets; those that are text are told as text. */
  private static Optional<String> findModel(EvidenceElement platform) {
    return platform.findOctets(ClaimType.HWMODEL).map(HostWord::text);
  }

  private static String text(Bytes octets) {
    try {
      return octets.toUtf8();
    } catch (CharacterCodingException e) {
      return octets.toHex();
    }
  }

  private Optional<SoftwareTokens.Kind> findSoftware() {
    return statement
        .platform()
        .flatMap(platform ->
            SoftwareTokens.find(
                platform.findText(ClaimType.VENDOR).orElse(""), findModel(platform).orElse("")));
  }

  private List<String> notShown(Optional<SoftwareTokens.Kind> software, boolean isBound) {
    List<String> notShown = new ArrayList<>();
    notShown.add(
        software
            .map(kind ->
                "that the key can't be copied: %s keeps keys in files".formatted(kind.kind()))
            .orElse(
                "that there is a device at all: nothing but the host's word stands behind this, and who controls the host can say the same of a key in a file"));
    if (!isBound) {
      notShown.add("that this was said of the key's use in any one log");
    }
    return notShown;
  }

  /** When the first of the certificates ends, or the key itself. */
  private Instant notAfter() {
    Instant chainsEnd =
        chains.stream().map(DeviceChain::notAfter).min(Comparator.naturalOrder()).orElseThrow();
    return key.findTime(ClaimType.EXPIRY).filter(chainsEnd::isAfter).orElse(chainsEnd);
  }
}
