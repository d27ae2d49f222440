package dev.runseal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as far as signer-core goes. */
@AnalyzeClasses(packages = "dev.runseal", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.runseal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule aVerifierNeedsNoNetworkAndNoDatabinding =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..",
              "io.javalin..",
              "org.eclipse.jetty..",
              "com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule octetsDependOnNothing =
      noClasses()
          .that()
          .resideInAPackage("dev.runseal.bytes")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("dev.runseal.bytes", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule treesAreMadeOfOctetsAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.runseal.tree")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "dev.runseal.tree", "dev.runseal.bytes", "java..", "org.jspecify..");
}
