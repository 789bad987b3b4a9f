/** Where vendors truly differ in what can be said: all that final objects may differ in without a warning, each with its reason. */
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
  /** It is so with every provider, and not marked in the cells. */
  readonly everywhere?: true;
  meets(pair: Pair): boolean;
  /** Applied to both sides, to each of their final objects. */
  apply(final: Json, client: Client["name"]): Json;
}

export const allowances: readonly Allowance[] = [
  {
    what: "a count of zero is as good as none",
    why: "what a vendor does not count, such as Gemini what is written to the cache, is not made up",
    everywhere: true,
    meets: () => true,
    apply: (final) => rewritten(final, (path, value) => (counts.test(path) && value === 0 ? undefined : keep)),
  },
  {
    what: "null, an empty list and an empty object are as good as nothing",
    why: "it is how vendors say nothing, each in its own way",
    everywhere: true,
    meets: () => true,
    apply: (final) => rewritten(final, (_path, value) => (isNothing(value) ? undefined : keep)),
  },
  {
    what: "a Chat client does not see what Gemini thinks",
    why: "Gemini shows it to whom asks only, and Chat has no word for asking; the tokens are counted",
    meets: ({ script, client, provider }) => script.startsWith("reasoning") && client.name === "chat" && provider === "gemini",
    apply: (final) => rewritten(final, (path) => (path.endsWith("message.reasoning_content") ? undefined : keep)),
  },
  {
    what: "Claude does not think on amid a tool loop, except for its own clients",
    why: "it wants its thoughts back as it signed them, and only they can carry that; it is warned of",
    meets: ({ script, client, provider }) =>
      script === "reasoning amid tools" && client.home !== "anthropic" && provider === "anthropic",
    apply: withoutThoughts,
  },
  {
    what: "a refusal is told by the reason of the end, or by a part of its own",
    why: "OpenAI has a part for it in an answer that ends as any other, Anthropic and Gemini have a reason; `content_filter` is what OpenAI calls one",
    meets: ({ script }) => script === "refusal",
    apply: (final, client) => refusalIn(client, final),
  },
  {
    what: "why it was refused",
    why: "only Anthropic explains it; others are told in the words of a refusal",
    meets: ({ script, client, provider }) => script === "refusal" && (client.home === "anthropic" || provider === "anthropic"),
    apply: (final) => ({ ...final, words: String(final["words"]).replace(explanation, "") }),
  },
  {
    what: "the words of a refusal, and their count",
    why: "Gemini has none",
    meets: ({ script, client, provider }) => script === "refusal" && (client.home === "gemini" || provider === "gemini"),
    apply: (final) => without(final, "words", "output"),
  },
  {
    what: "an answer that broke off need not have been counted",
    why: "Chat counts with its last event only",
    meets: ({ script }) => script === "mid-stream error",
    apply: (final) => rewritten(final, (path) => (/^partial\.usage(?:Metadata)?$/.test(path) ? undefined : keep)),
  },
  {
    what: "the code of an error, but for `rate_limit_exceeded`",
    why: "OpenAI has codes of its own for some errors and none for others; the gateway names its decision",
    meets: ({ client: { home }, script }) => home === "openai" && script.endsWith("error"),
    apply: (final) => rewritten(final, (path, value) => (path === "code" && value !== "rate_limit_exceeded" ? undefined : keep)),
  },
  {
    what: "`ErrorInfo` in the details of an error",
    why: "there the gateway says whose error it is",
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
