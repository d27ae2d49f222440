package dev.runseal.server;

import io.javalin.http.Context;

/** What answers at a path. */
@FunctionalInterface
interface Resource {
  Answer answer(Context request) throws Refusal;
}
