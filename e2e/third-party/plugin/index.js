/** Counts requests, their endings, and the calls that really left, as a plugin that knows nothing but the public contract. */
import { definePlugin, key, reply } from "@headgate/core";
import { z } from "zod";

/**
 * How many requests the gateway had seen when this one came, itself included.
 * @type {import("@headgate/core").Key<number>}
 */
export const Seen = key("tally.seen");

/** @typedef {{ header?: string | undefined }} TallyOptions Name of a response header that tells the client its `tally.seen`. */

/** @type {z.ZodType<TallyOptions, TallyOptions>} */
const config = z.strictObject({
  header: z
    .string()
    .regex(/^[a-z0-9-]+$/, "use lower-case letters, digits and dashes")
    .optional(),
});

export default definePlugin({
  api: 1,
  name: "tally",
  config,
  onError: "open",
  gives: [Seen],
  setup(_host, { header }) {
    let seen = 0;
    /** @type {Map<string, number>} */
    const endings = new Map();
    /** @type {Map<string, number>} */
    const providers = new Map();

    /** @type {import("@headgate/core").Hooks} */
    const hooks = {
      pre(x) {
        x.set(Seen, (seen += 1));
      },
      done(_x, { ended }) {
        increment(endings, ended);
      },
      inner: {
        pre(_x, { provider }) {
          increment(providers, provider);
        },
      },
      routes: [
        {
          method: "GET",
          path: "/tally",
          access: "client",
          handle: () =>
            reply({
              status: 200,
              headers: { "content-type": "application/json" },
              body: JSON.stringify({ seen, endings: Object.fromEntries(endings), providers: Object.fromEntries(providers) }),
            }),
        },
      ],
    };
    if (header) {
      // A new object, for somebody else may share the old one between replies.
      hooks.post = (x, answer) => {
        answer.headers = { ...answer.headers, [header]: String(x.need(Seen)) };
      };
    }
    return hooks;
  },
});

/**
 * @param {Map<string, number>} counts
 * @param {string} name
 */
function increment(counts, name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
