/** The management API as an OpenAPI document: every route under `/api` that the running plugins have, whoever wrote them. */
import type { Described, MountedRoute } from "@headgate/core";
import { createRequire } from "node:module";
import { errorResponses } from "./errors.ts";
import { createOperations } from "./operation.ts";
import { createPaths } from "./paths.ts";
import { createSchemas, type Json } from "./schemas.ts";
import { securitySchemes } from "./security.ts";

/** Source: OpenAPI 3.1.0. A route without `about` is listed too, with as much as can be seen from outside. */
export function openApiDocument(plugins: readonly Described[]): Json {
  const schemas = createSchemas();
  const operation = createOperations(schemas);
  const place = createPaths();
  const paths = new Map<string, Record<string, Json>>();
  const tags = new Set<string>();
  for (const route of plugins.flatMap(({ routes }) => routes).filter(isListed)) {
    const { path, names } = place(route.path);
    const item = paths.get(path) ?? {};
    const method = route.method.toLowerCase();
    // Of two spellings of the same path, the first one answers.
    if (item[method]) continue;
    item[method] = operation(route, names);
    paths.set(path, item);
    tags.add(route.plugin);
  }
  const responses = errorResponses(schemas);
  return {
    openapi: "3.1.0",
    info: { title: "Headgate management API", version },
    servers: [{ url: "/" }],
    tags: [...tags].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: { securitySchemes, responses, schemas: schemas.components() },
  };
}

const { version } = createRequire(import.meta.url)("@headgate/plugin-admin/package.json") as { readonly version: string };

/** All methods that a path item of OpenAPI 3.1 can hold. */
const methods = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

function isListed({ method, path, access }: MountedRoute): boolean {
  return path.startsWith("/api/") && access !== "public" && methods.has(method.toUpperCase());
}
