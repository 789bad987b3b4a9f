/** Where vendors really differ in what they can express: everything in which final objects may differ without a warning, each with its reason. */
import { type Client, type Json, without } from "./dialogue.ts";
import { keep, rewritten } from "./left-out.ts";
import type { ProviderName } from "./providers.ts";
import { refusalIn } from "./refusals.ts";

export interface Pair {
  readonly script: string;
  readonly client: Client;
  readonly provider: ProviderName;
}

export interface Allowance {
  readonly what: string;
  readonly why: string;
  /** Applies to every provider, and is not marked in the cells. */
  readonly everywhere?: true;
  meets(pair: Pair): boolean;
  /** Applied to both sides, to each of their final objects. */
  apply(final: Json, client: Client["name"]): Json;
}

export const allowances: readonly Allowance[] = [
  {
    what: "a count of zero is the same as no count",
    why: "counts that a vendor does not report, such as cache writes for Gemini, are not made up",
    everywhere: true,
    meets: () => true,
    apply: (final) => rewritten(final, (path, value) => (counts.test(path) && value === 0 ? undefined : keep)),
  },
  {
    what: "null, an empty list and an empty object are the same as nothing",
    why: "each vendor has its own way of saying nothing",
    everywhere: true,
    meets: () => true,
    apply: (final) => rewritten(final, (_path, value) => (isNothing(value) ? undefined : keep)),
  },
  {
    what: "a Chat client does not see Gemini's thoughts",
    why: "Gemini shows them only on request, and Chat has no way to ask; the tokens are counted",
    meets: ({ script, client, provider }) => script.startsWith("reasoning") && client.name === "chat" && provider === "gemini",
    apply: (final) => rewritten(final, (path) => (path.endsWith("message.reasoning_content") ? undefined : keep)),
  },
  {
    what: "Claude stops thinking in the middle of a tool loop, except for its own clients",
    why: "it needs its signed thoughts back, and only they can carry them; the client is warned",
    meets: ({ script, client, provider }) =>
      script === "reasoning with tools" && client.home !== "anthropic" && provider === "anthropic",
    apply: withoutThoughts,
  },
  {
    what: "a refusal is reported by the finish reason, or by a separate part",
    why: "OpenAI has a part for it in an answer that ends like any other, Anthropic and Gemini have a finish reason; OpenAI's would be `content_filter`",
    meets: ({ script }) => script === "refusal",
    apply: (final, client) => refusalIn(client, final),
  },
  {
    what: "the explanation of a refusal",
    why: "only Anthropic has one; other clients get it as the text of the refusal",
    meets: ({ script, client, provider }) => script === "refusal" && (client.home === "anthropic" || provider === "anthropic"),
    apply: (final) => ({ ...final, words: String(final["words"]).replace(explanation, "") }),
  },
  {
    what: "the text of a refusal, and its token count",
    why: "Gemini has none",
    meets: ({ script, client, provider }) => script === "refusal" && (client.home === "gemini" || provider === "gemini"),
    apply: (final) => without(final, "words", "output"),
  },
  {
    what: "an answer that broke off may have no usage",
    why: "Chat reports it only with its last event",
    meets: ({ script }) => script === "mid-stream error",
    apply: (final) => rewritten(final, (path) => (/^partial\.usage(?:Metadata)?$/.test(path) ? undefined : keep)),
  },
  {
    what: "the code of an error, except `rate_limit_exceeded`",
    why: "OpenAI has its own codes for some errors and none for others; the gateway names its decision",
    meets: ({ client: { home }, script }) => home === "openai" && script.endsWith("error"),
    apply: (final) => rewritten(final, (path, value) => (path === "code" && value !== "rate_limit_exceeded" ? undefined : keep)),
  },
  {
    what: "`ErrorInfo` in the details of an error",
    why: "it is where the gateway says who failed",
    meets: ({ client: { home }, script }) => home === "gemini" && script.endsWith("error"),
    apply: (final) => rewritten(final, (path, value) => (path === "told.details" ? withoutOurs(value) : keep)),
  },
];

const explanation = "The simulated model was told to refuse.";
const counts = /(?:^|\.)usage(?:Metadata)?\./;

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function withoutOurs(details: unknown): unknown {
  const rest = (details as readonly Json[]).filter(({ domain }) => domain !== "headgate");
  return rest.length === 0 ? undefined : rest;
}

/** With the count of them. */
function withoutThoughts(final: Json): Json {
  return rewritten(final, (path, value) => {
    if (/^usage(?:Metadata)?$|message\.reasoning_content$/.test(path)) return undefined;
    if (!Array.isArray(value)) return keep;
    return (value as readonly unknown[]).filter((one) => !isThought((one ?? {}) as Json));
  });
}

function isThought({ type, thought }: Json): boolean {
  return type === "reasoning" || thought === true;
}
