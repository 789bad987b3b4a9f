/** The routes that create, change and delete providers and keys. */
import { type Exchange, refuse, RefusalError, type Route } from "@headgate/core";
import { adminRoute, withWarnings } from "@headgate/management";
import type { ProviderSettings } from "@headgate/words";
import { deletedAnswer, keyAnswer, providerAnswer } from "./answers.ts";
import { keyBody, providerBody } from "./bodies.ts";
import { inBody, readKey, readProvider } from "./draft.ts";
import { invalidValue } from "./invalid-value.ts";
import { keyOf, providerOf } from "./provider-routes.ts";
import { keyView, providerView } from "./provider-view.ts";

/** `settings` is called for each request: it is known only after setup, and some gateways have none. */
export function providerWrites(settings: () => ProviderSettings | undefined): readonly Route[] {
  const write = (
    method: string,
    path: string,
    summary: string,
    { body, says }: { readonly body?: typeof keyBody; readonly says: typeof keyAnswer },
    answer: (kept: ProviderSettings, x: Exchange) => Promise<object>,
  ): Route =>
    adminRoute(method, `/api${path}`, { summary, body, answer: says }, async (x) => {
      const kept = settings();
      if (!kept) throw new RefusalError(unkept);
      try {
        return await answer(kept, x);
      } catch (error) {
        throw error instanceof RefusalError ? new RefusalError(inBody(error.refusal), { cause: error }) : error;
      }
    });
  const [provider, keys] = ["/providers/:provider", "/providers/:provider/keys"];
  return [
    write("POST", "/providers", "Creates a provider.", { body: providerBody, says: providerAnswer }, async (kept, x) => {
      const { name, draft, warnings } = readProvider(x);
      if (typeof name !== "string" || name === "") throw nameless("provider");
      return withWarnings(providerView(await kept.createProvider(name, draft)), warnings);
    }),
    write(
      "PUT",
      provider,
      "Replaces a provider, or creates it.",
      { body: providerBody, says: providerAnswer },
      async (kept, x) => {
        const { name = providerOf(x), draft, warnings } = readProvider(x);
        if (name !== providerOf(x)) throw renamed();
        return withWarnings(providerView(await kept.replaceProvider(name, draft)), warnings);
      },
    ),
    write("DELETE", provider, "Deletes a provider and its keys.", { says: deletedAnswer }, async (kept, x) => {
      const name = providerOf(x);
      await kept.deleteProvider(name);
      return { name };
    }),
    write("POST", keys, "Adds a key to a provider.", { body: keyBody, says: keyAnswer }, async (kept, x) => {
      const { draft, warnings } = readKey(x);
      if (typeof draft["name"] !== "string" || draft["name"] === "") throw nameless("name");
      return withWarnings(keyView(await kept.createKey(providerOf(x), draft)), warnings);
    }),
    write(
      "PUT",
      `${keys}/:key`,
      "Changes the given fields of a key.",
      { body: keyBody.partial(), says: keyAnswer },
      async (kept, x) => {
        const { draft, warnings } = readKey(x);
        return withWarnings(keyView(await kept.updateKey(providerOf(x), keyOf(x), draft)), warnings);
      },
    ),
    write("DELETE", `${keys}/:key`, "Deletes a key.", { says: deletedAnswer }, async (kept, x) => {
      const id = keyOf(x);
      await kept.deleteKey(providerOf(x), id);
      return { id, name: id };
    }),
  ];
}

const unkept = refuse({
  code: "settings_unavailable",
  status: 503,
  message: 'this gateway does not accept changes to its providers: no plugin offers "provider-settings"',
  type: "server_error",
});

function nameless(param: string): RefusalError {
  const message = `${param === "provider" ? "Provider" : "Key"} name is required`;
  return new RefusalError({ code: "missing_required_parameter", status: 400, message, param, type: "invalid_request_error" });
}

function renamed(): RefusalError {
  return invalidValue(
    "name",
    "found a name that differs from the path's, expected the same one or none; to rename a provider, create a new one and delete this one",
  );
}
