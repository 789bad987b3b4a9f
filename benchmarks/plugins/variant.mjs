/** The plugins that wrap, each alone and all together, around a send that answers later, as a provider does; and the way to the other tables. */
import { deliver } from "@headgate/core";
import circuitBreaker from "@headgate/plugin-circuit-breaker";
import fallback from "@headgate/plugin-fallback";
import keyFailover from "@headgate/plugin-key-failover";
import retry from "@headgate/plugin-retry";
import sessionSticky from "@headgate/plugin-session-sticky";
import { createMemoryStore } from "@headgate/store";
import { providersOf } from "@headgate/testkit";
import { scanBody } from "@headgate/wire";
import { answer, clock, Counting, headers, pipelineOf, request, upstream } from "../pipeline/synthetic.mjs";
import { report, timedLater } from "../pipeline/timed.mjs";
import { governedVariants, measureGoverned } from "./governed.mjs";
import { guardedVariants, measureGuarded } from "./guarded.mjs";

const all = [sessionSticky({}), fallback({ chains: { "*": ["openai/gpt-4o"] } }), circuitBreaker({}), retry({}), keyFailover({})];
const session = { ...headers, "x-bf-session-id": "bench-session-1" };
const [sticky, fell, broke, retried, failed] = all;

/** `key` is the credential that the upstream must have been handed; `stores` whether a session was bound. */
const variants = {
  bare: { uses: [] },
  "session-sticky with a session": { uses: [sticky], session, binds: true },
  "session-sticky without one": { uses: [sticky] },
  fallback: { uses: [fell] },
  "circuit-breaker": { uses: [broke] },
  retry: { uses: [retried] },
  "key-failover": { uses: [failed], key: "k0" },
  "all five": { uses: all, session, key: "k0", binds: true },
};

async function measure({ uses, session: sent, key, binds = false }, timeMs) {
  const store = createMemoryStore({ clock });
  let bound = 0;
  const watched = { ...store, set: (...entry) => ((bound += 1), store.set(...entry)) };
  const providers = providersOf([{ name: "openai", dialect: "openai", credentials: ["k0", "k1"] }]);
  const random = { number: Math.random, uuid: () => "uuid", bytes: (size) => new Uint8Array(size) };
  let seen;
  const later = (x, call) => {
    seen = call;
    return new Promise((resolve) => resolve(upstream(x, call)));
  };
  const { send } = await pipelineOf(uses, later, { store: watched, providers, random });
  const once = async () => {
    const [x, call] = request(false, sent);
    // The door has read every body before a plugin sees it.
    scanBody(call.body);
    const sink = new Counting();
    const out = await send(x, call);
    deliver(out, sink);
    return { status: out.status, bytes: sink.bytes };
  };
  const { status, bytes } = await once();
  const found = { status, bytes, key: seen.credential?.name, binds: bound > 0 };
  const expected = { status: 200, bytes: answer.length, key, binds };
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  return timedLater(once, timeMs);
}

const ways = [
  [variants, measure],
  [governedVariants, measureGoverned],
  [guardedVariants, measureGuarded],
];
await report(Object.assign({}, ...ways.map(([those]) => those)), (variant, timeMs) =>
  ways.find(([those]) => Object.values(those).includes(variant))[1](variant, timeMs),
);
