/** A plugin that refuses two models: one for the request, one for each call of it that would leave. */
import { type Call, definePlugin, type PluginFactory, refuse, type Refusal } from "@headgate/core";
import { z } from "zod";

const config = z.strictObject({});

const no =
  (model: string) =>
  (_x: unknown, call: Call): Refusal | undefined =>
    call.model === model ? refuse({ code: "refused_here", status: 409, message: "not here" }) : undefined;

const refusing: PluginFactory<typeof config> = definePlugin({
  api: 1,
  name: "refusing",
  config,
  setup: () => ({ pre: no("refused"), inner: { pre: no("refused-within") } }),
});
export default refusing;
