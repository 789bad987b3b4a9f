/** Shows the holder of a virtual key what the key may use and has used. */
import { RefusalError, type Route } from "@headgate/core";
import { jsonRoute } from "@headgate/management";
import { Principal } from "@headgate/words";
import { quotaAnswer } from "./answers.ts";
import { base, type Context } from "./context.ts";
import { budgetView, limitsView, rateLimitView } from "./limit-views.ts";
import { modelConfigView } from "./views.ts";

/**
 * auth judges the key before this route does, so that an unknown key has the same status on every route and an inactive one is 403.
 * Bifrost (contract 3.9) answers 401 and 200 here.
 */
export function quotaRoute({ directory, usage }: Context): Route {
  return jsonRoute({ method: "GET", path: `${base}/virtual-keys/quota`, access: "client", about }, async (x) => {
    const { current } = directory;
    const caller = x.get(Principal);
    const key = caller?.kind === "virtual_key" ? current.virtualKeys.get(caller.id) : undefined;
    if (!key) throw unauthorized(caller?.kind === "virtual_key" ? "Virtual key not found" : "Missing virtual key");
    const used = await usage([key, ...key.provider_configs, ...current.modelConfigs]);
    return {
      virtual_key_name: key.name,
      is_active: key.is_active,
      budgets: key.budget ? [budgetView(key.budget, used)] : [],
      rate_limit: key.rate_limit && rateLimitView(key.rate_limit, used),
      provider_configs: key.provider_configs.map((config) => {
        return { id: config.id, provider: config.provider, ...limitsView(config, used) };
      }),
      model_configs: current.modelConfigs.map((config) => modelConfigView(config, used)),
    };
  });
}

const about = { summary: "Shows the holder of a virtual key what it may use and has used.", answer: quotaAnswer };

function unauthorized(message: string): RefusalError {
  return new RefusalError({ code: "virtual_key_required", status: 401, message });
}
