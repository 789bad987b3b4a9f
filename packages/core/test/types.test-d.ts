/** What the types promise plugin authors. Never run: `tsc -p tsconfig.json` is the test, and an error that does not come is one. */
import {
  type Call,
  definePlugin,
  type Exchange,
  type Hooks,
  key,
  type Key,
  type PluginUse,
  refuse,
  type Reply,
  type Send,
  service,
  type Service,
} from "@headgate/core";
import { expectTypeOf } from "vitest";
import { z } from "zod";

declare const x: Exchange;
declare const call: Call;
declare const reply: Reply;

const Count = key<number>("count");
expectTypeOf<typeof Count>().toEqualTypeOf<Key<number>>();
expectTypeOf<ReturnType<typeof x.get<number>>>().toEqualTypeOf<number | undefined>();
x.set(Count, x.need(Count) + 1);
// @ts-expect-error -- a slot holds what its key says
x.set(Count, "1");
// @ts-expect-error -- a slot may be empty
x.get(Count).toFixed();
// @ts-expect-error -- keys of different facts are different
export const wrong: Key<string> = Count;

const Keys = service<{ find(name: string): string | undefined }>("keys");
expectTypeOf<typeof Keys>().toEqualTypeOf<Service<{ find(name: string): string | undefined }>>();

const capped = definePlugin({
  api: 1,
  name: "capped",
  config: z.strictObject({ limit: z.number(), per: z.enum(["key", "team"]).default("key") }),
  setup(host, config) {
    expectTypeOf<typeof config>().toEqualTypeOf<{ limit: number; per: "key" | "team" }>();
    expectTypeOf<ReturnType<typeof host.ask<string[]>>>().toEqualTypeOf<string[] | undefined>();
    expectTypeOf(host.ask(Keys)?.find("a")).toEqualTypeOf<string | undefined>();
    // @ts-expect-error -- nobody may offer it
    host.ask(Keys).find("a");
    host.offer(Keys, { find: () => undefined });
    // @ts-expect-error -- a service is offered as it was declared
    host.offer(Keys, { find: () => 1 });
    return { pre: () => (config.limit > 0 ? undefined : refuse({ code: "capped", status: 429, message: "no more" })) };
  },
});
expectTypeOf<ReturnType<typeof capped>>().toEqualTypeOf<PluginUse>();
capped({ limit: 1 });
capped({ limit: 1, per: "team" }, { as: "teams", onError: "open", deadlineMs: 100 });
// @ts-expect-error -- what has no default must be given
capped({});
// @ts-expect-error -- an unknown option is an error here already
capped({ limit: 1, limits: 2 });
// @ts-expect-error -- a policy is open or closed
capped({ limit: 1 }, { onError: "ajar" });

export const hooks: Hooks = {
  pre: () => {},
  post: async () => {},
  error: () => reply,
  around: (send) => (x, call) => send(x, { ...call, model: "other" }),
  inner: { done: (_x, outcome) => void outcome.usage?.units["input"] },
};
// @ts-expect-error -- inner hooks have no inner hooks of their own
export const nested: Hooks = { inner: { inner: {} } };
// @ts-expect-error -- a hook answers with a reply, a refusal or nothing
export const chatty: Hooks = { pre: () => "200 OK" };

// @ts-expect-error -- a call is never changed, only replaced
call.model = "other";
// @ts-expect-error -- only the slots of an exchange change
x.path = "/";
reply.status = 204;
// @ts-expect-error -- a send answers with a reply
export const silent: Send = () => {};
