/** GET /api/openapi.json. */
import type { Route } from "@headgate/core";
import { adminRoute } from "@headgate/management";
import { z } from "zod";
import { type AskFacts, known } from "../facts.ts";
import { openApiDocument } from "./document.ts";

/** Routes do not change after setup, so the document is built once. */
export function openApiRoute(facts: AskFacts): Route {
  let document: object | undefined;
  return adminRoute("GET", "/api/openapi.json", about, () => (document ??= openApiDocument(known(facts()).plugins())));
}

const answer = z.looseObject({
  openapi: z.literal("3.1.0"),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
  components: z.looseObject({}),
});

const about = { summary: "Describes the management API: this document.", answer };
