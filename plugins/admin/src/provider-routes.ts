/** The routes about providers and their keys. */
import { type Exchange, type Provider, type Providers, type Refusal, refuse, type Route } from "@headgate/core";
import { adminRoute, json } from "./answer.ts";
import { keyViews, listedKeys, providerView } from "./provider-view.ts";

export function providerRoutes(providers: Providers): readonly Route[] {
  const one = (path: string, pattern: RegExp, view: (provider: Provider) => object): Route =>
    adminRoute(path, (x) => {
      const provider = find(providers, x, pattern);
      return provider ? json(view(provider)) : notFound();
    });
  return [
    adminRoute("/providers", () => {
      const all = providers.list().map(providerView);
      return json({ providers: all, total: all.length });
    }),
    one("/providers/:provider", /^\/api\/providers\/([^/]+)\/?$/, providerView),
    one("/providers/:provider/keys", /^\/api\/providers\/([^/]+)\/keys\/?$/, (provider) => {
      const keys = keyViews(provider);
      return { keys, total: keys.length };
    }),
    adminRoute("/keys", () => json(providers.list().flatMap(listedKeys))),
  ];
}

/** By the path as it came: the router reads through dots and escapes, but a name that needs them is nobody's. */
function find(providers: Providers, { path }: Exchange, pattern: RegExp): Provider | undefined {
  const name = pattern.exec(path)?.[1];
  return name === undefined ? undefined : providers.get(name);
}

function notFound(): Refusal {
  const message = "Provider not found: GET /api/providers lists those that are configured";
  return refuse({ code: "not_found", status: 404, message, param: "provider", type: "invalid_request_error" });
}
