/** Says who may use what and how much: virtual keys, teams, customers, budgets, model rules and routing. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { KeyDirectory, Limits, MayUse, Prices, Principal, Targets } from "@headgate/words";
import { createApi } from "./api/api.ts";
import { createDirectory } from "./directory/directory.ts";
import { keyDirectoryOf } from "./directory/key-directory.ts";
import { createHooks } from "./hooks.ts";
import { optionsSchema } from "./options.ts";
import { createPrices } from "./prices/prices.ts";

export type { GovernanceOptions } from "./options.ts";
export type { ModelPrice, Rates } from "./prices/price.ts";

const governance: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "governance",
  config: optionsSchema,
  needs: [Principal],
  gives: [Targets, Limits],
  offers: [KeyDirectory, MayUse, Prices],
  async setup(host, options) {
    const prices = createPrices(options.prices);
    const directory = await createDirectory(host);
    const { hooks, mayUse } = createHooks({ host, options, directory, prices });
    host.offer(KeyDirectory, keyDirectoryOf(directory, host.clock));
    host.offer(MayUse, mayUse);
    host.offer(Prices, prices);
    return {
      ...hooks,
      routes: createApi(directory, host, options),
      close() {
        hooks.close();
        directory.close();
      },
    };
  },
});
export default governance;
