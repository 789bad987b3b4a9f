/** The routes that read providers and their keys. */
import { type Exchange, type Providers, RefusalError, type Route, type RouteAbout } from "@headgate/core";
import { adminRoute } from "@headgate/management";
import type { ProviderSettings } from "@headgate/words";
import { keyAnswer, keysAnswer, providerAnswer, providersAnswer } from "./answers.ts";
import { briefly, listedKeys, providerView, type ProviderView } from "./provider-view.ts";

/** `settings` is called for each request: it is known only after setup, and some gateways have none. */
export function providerRoutes(providers: Providers, settings: () => ProviderSettings | undefined): readonly Route[] {
  const all = (): readonly ProviderView[] => settings()?.list().map(providerView) ?? providers.list().map(briefly);
  const one = (path: string, about: RouteAbout, view: (provider: ProviderView, x: Exchange) => object | undefined): Route =>
    adminRoute("GET", `/api/providers/:provider${path}`, about, (x) => {
      const provider = all().find(({ name }) => name === providerOf(x));
      const shown = provider && view(provider, x);
      if (!shown) throw notFound(provider ? "Key" : "Provider");
      return shown;
    });
  return [
    adminRoute("GET", "/api/providers", { summary: "Lists the providers.", answer: providersAnswer }, () => {
      const listed = all();
      return { providers: listed, total: listed.length };
    }),
    one("", { summary: "Shows a provider.", answer: providerAnswer }, (provider) => provider),
    one("/keys", { summary: "Lists the keys of a provider.", answer: keysAnswer }, ({ keys }) => {
      return { keys, total: keys.length };
    }),
    one("/keys/:key", { summary: "Shows a key.", answer: keyAnswer }, ({ keys }, x) => keys.find(({ id }) => id === keyOf(x))),
    adminRoute("GET", "/api/keys", { summary: "Lists the keys of all providers." }, () => all().flatMap(listedKeys)),
  ];
}

/** Reads the path as it was sent: the router resolves dots and escapes, but no name needs them. */
export function providerOf({ path }: Exchange): string {
  return /^\/api\/providers\/([^/]+)(?:\/keys(?:\/[^/]+)?)?\/?$/.exec(path)?.[1] ?? "";
}

export function keyOf({ path }: Exchange): string {
  return /^\/api\/providers\/[^/]+\/keys\/([^/]+)\/?$/.exec(path)?.[1] ?? "";
}

function notFound(what: "Provider" | "Key"): RefusalError {
  const path = what === "Key" ? "GET /api/providers/{provider}/keys" : "GET /api/providers";
  const message = `${what} not found: ${path} lists those that are configured`;
  return new RefusalError({ code: "not_found", status: 404, message, param: what.toLowerCase(), type: "invalid_request_error" });
}
