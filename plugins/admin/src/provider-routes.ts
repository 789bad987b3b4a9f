/** The routes that read providers and their keys. */
import { type Exchange, type Providers, type Refusal, refuse, type Reply, type Route } from "@headgate/core";
import type { ProviderSettings } from "@headgate/words";
import { adminRoute, json } from "./answer.ts";
import { keyAnswer, keysAnswer, providerAnswer, providersAnswer } from "./answers.ts";
import { briefly, listedKeys, providerView, type ProviderView } from "./provider-view.ts";

/** `settings` is asked anew each time: it is known only once everything is set up, and not everywhere. */
export function providerRoutes(providers: Providers, settings: () => ProviderSettings | undefined): readonly Route[] {
  const all = (): readonly ProviderView[] => settings()?.list().map(providerView) ?? providers.list().map(briefly);
  const one = (path: string, about: Route["about"], view: (provider: ProviderView, x: Exchange) => object | undefined): Route => {
    const handle = (x: Exchange): Reply | Refusal => {
      const provider = all().find(({ name }) => name === providerOf(x));
      const shown = provider && view(provider, x);
      return shown ? json(shown) : notFound(provider ? "Key" : "Provider");
    };
    return adminRoute(path, handle, { about });
  };
  const every = (): object => {
    const listed = all();
    return { providers: listed, total: listed.length };
  };
  return [
    adminRoute("/providers", () => json(every()), { about: { summary: "Lists the providers.", answer: providersAnswer } }),
    one("/providers/:provider", { summary: "Shows a provider.", answer: providerAnswer }, (provider) => provider),
    one("/providers/:provider/keys", { summary: "Lists the keys of a provider.", answer: keysAnswer }, ({ keys }) => {
      return { keys, total: keys.length };
    }),
    one("/providers/:provider/keys/:key", { summary: "Shows a key.", answer: keyAnswer }, ({ keys }, x) =>
      keys.find(({ id }) => id === keyOf(x)),
    ),
    adminRoute("/keys", () => json(all().flatMap(listedKeys)), { about: { summary: "Lists the keys of all providers." } }),
  ];
}

/** By the path as it came: the router reads through dots and escapes, but a name that needs them is nobody's. */
export function providerOf({ path }: Exchange): string {
  return /^\/api\/providers\/([^/]+)(?:\/keys(?:\/[^/]+)?)?\/?$/.exec(path)?.[1] ?? "";
}

export function keyOf({ path }: Exchange): string {
  return /^\/api\/providers\/[^/]+\/keys\/([^/]+)\/?$/.exec(path)?.[1] ?? "";
}

function notFound(what: "Provider" | "Key"): Refusal {
  const path = what === "Key" ? "GET /api/providers/{provider}/keys" : "GET /api/providers";
  const message = `${what} not found: ${path} lists those that are configured`;
  return refuse({ code: "not_found", status: 404, message, param: what.toLowerCase(), type: "invalid_request_error" });
}
