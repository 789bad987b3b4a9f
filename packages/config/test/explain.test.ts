/** The tree shows the order of the plugins: the boot log and `headgate explain` print it. */
import type { Described, MountedRoute } from "@headgate/core";
import { expect, it } from "vitest";
import { explainTree } from "../src/index.ts";

function described(name: string, hooks = "", more: Partial<Described> = {}): Described {
  return { name, hooks: hooks.split(" ").filter(Boolean), inner: [], routes: [], degraded: false, ...more };
}

function route(text: string, access: MountedRoute["access"], as?: string): MountedRoute {
  const [method = "", path = ""] = text.split(" ");
  return { method, path, access, plugin: "p", ...(as !== undefined && { as }) };
}

const rows: readonly [name: string, pipeline: readonly Described[], tree: string][] = [
  ["no plugin at all", [], "upstream"],
  [
    "the default order",
    [
      described("auth", "pre", { routes: [route("GET /api/keys", "admin"), route("POST /api/keys", "admin")] }),
      described("request-guard", "pre post"),
      described("governance", "pre around", { inner: ["pre", "done"] }),
      described("rate-limit", "pre done"),
      described("async-job", "around", { routes: [route("POST /v1/async/*", "client", "/v1/*")] }),
      described("fallback", "around"),
      described("key-failover", "around"),
      described("ledger", "", { inner: ["done"] }),
    ],
    `
auth · request-guard     pre · pre post
│ 2 routes under /api/keys (admin)
└ governance             pre around
  └ rate-limit           pre done
    └ async-job          around
      │ POST /v1/async/* as /v1/* (client)
      └ fallback         around
        └ key-failover   around
          └ ledger
            └ inner: governance · ledger: around each call that really leaves
              └ upstream`,
  ],
  [
    "a plugin with many routes",
    [
      described("a", "pre", {
        routes: [
          ...["teams", "keys", "rules"].flatMap((name) =>
            ["GET", "POST", "DELETE"].map((method) => route(`${method} /api/governance/${name}`, "admin")),
          ),
          route("GET /api/governance/quota", "client"),
        ],
      }),
    ],
    "a   pre\n│ 9 routes under /api/governance (admin)\n│ GET /api/governance/quota (client)\n└ upstream",
  ],
  [
    "the same routes under prefixes",
    [
      described("a", "pre", {
        routes: [
          route("GET /v1/models", "client"),
          route("GET /v1/models/*", "client"),
          ...["/openai", "/litellm", "/litellm/openai"].flatMap((prefix) => [
            route(`GET ${prefix}/v1/models`, "client"),
            route(`GET ${prefix}/v1/models/*`, "client"),
          ]),
          route("POST /openai/v1/models", "client"),
          route("GET /admin/v1/models", "admin"),
          route("GET /health", "public"),
          route("GET /health/live", "public"),
          route("GET /v1/health", "public"),
        ],
      }),
    ],
    `
a   pre
│ 2 routes under /v1/models (client), also under /openai, /litellm
│ POST /openai/v1/models (client)
│ GET /admin/v1/models (admin)
│ 2 routes under /health (public)
│ GET /v1/health (public)
└ upstream`,
  ],
  ["one that wraps first", [described("fallback", "around")], "fallback   around\n└ upstream"],
  [
    "one without hooks between two",
    [described("a", "pre"), described("b"), described("c", "done")],
    "a · b · c   pre · – · done\n└ upstream",
  ],
  ["one that failed", [described("a", "pre", { degraded: true })], "a (degraded)   pre\n└ upstream"],
];

it.each(rows)("draws %s", (_, pipeline, tree) => {
  expect(explainTree(pipeline)).toBe(tree.trimStart());
});

it("says what stands upstream", () => {
  expect(explainTree([], { upstream: "openai, anthropic" })).toBe("openai, anthropic");
});
