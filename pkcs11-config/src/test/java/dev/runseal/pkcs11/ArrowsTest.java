package dev.runseal.pkcs11;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as far as this module is concerned. */
@AnalyzeClasses(
    packages = {"dev.runseal.pkcs11", "dev.runseal.tpmdevice"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
  @ArchTest
  static final ArchRule nothingPointsAtTheServer =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.runseal.ledger..",
              "dev.runseal.anchor..",
              "dev.runseal.server..",
              "dev.runseal.client..",
              "dev.runseal.cli..",
              "dev.runseal.testhsm..");

  @ArchTest
  static final ArchRule onlyTheseTouchNativeMemory =
      noClasses()
          .that()
          .doNotHaveSimpleName("Cryptoki")
          .and()
          .doNotHaveSimpleName("CryptokiFunctions")
          .and()
          .doNotHaveSimpleName("Function")
          .and()
          .doNotHaveSimpleName("Session")
          .and()
          .doNotHaveSimpleName("BrokerTransport")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");

  @ArchTest
  static final ArchRule noInternalsOfTheJdk =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("sun..", "com.sun..");
}
