/** Says who is asking, or says no: static keys, virtual keys, signed tokens, or an anonymous mode that must be switched on. */
import { definePlugin, type PluginFactory } from "@headgate/core";
import { Principal } from "@headgate/words";
import { createGate } from "./gate.ts";
import { optionsSchema } from "./options.ts";

export { type AdminKeys, type IssuedAdminKey, type KeptAdminKey, openAdminKeys } from "./kept/admin-keys.ts";
export type { JwtAlgorithm, JwtOptions } from "./jwt-options.ts";
export type { AdminKey, AuthKey, AuthOptions } from "./options.ts";

const auth: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "auth",
  config: optionsSchema,
  onError: "closed",
  gives: [Principal],
  setup: createGate,
});
export default auth;
