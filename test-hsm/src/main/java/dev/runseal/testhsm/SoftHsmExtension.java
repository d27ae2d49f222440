package dev.runseal.testhsm;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a {@link SoftHsm} to tests that take one as a parameter, one per test (or per class, for a
 * parameter of {@code @BeforeAll}), and removes it afterwards. Where SoftHSM is absent the test is
 * skipped, or fails, as {@link Component} says.
 */
public final class SoftHsmExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SoftHsmExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SoftHsm.class
        || parameter.getParameter().getType() == TokenBackend.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The store closes what it holds when its test, or class, has ended.
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(SoftHsm.class, type -> SoftHsm.create(), SoftHsm.class);
  }
}
