/** GET /api/openapi.json. */
import { refuse, reply, type Route } from "@headgate/core";
import type { GatewayFacts } from "@headgate/words";
import { z } from "zod";
import { openApiDocument } from "./document.ts";

/** `facts` is known only once everything is set up; routes then stay as they are, so the document is written once. */
export function openApiRoute(facts: () => GatewayFacts | undefined): Route {
  let written: string | undefined;
  return {
    method: "GET",
    path: "/api/openapi.json",
    access: "admin",
    about: { summary: "Describes the management API: this document.", answer },
    handle() {
      const known = facts();
      if (!known) return untold;
      written ??= JSON.stringify(openApiDocument(known.plugins()));
      const headers = { "content-type": "application/json", "cache-control": "no-store" };
      return reply({ status: 200, headers, body: written });
    },
  };
}

const answer = z.looseObject({
  openapi: z.literal("3.1.0"),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
  components: z.looseObject({}),
});

const untold = refuse({
  code: "facts_unavailable",
  status: 503,
  message: 'this gateway does not tell what it runs: no plugin offers "gateway-facts"',
  type: "server_error",
});
