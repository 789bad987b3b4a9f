/** The options of the request-guard plugin. */
import { z } from "zod";

/** Minimum and maximum, both allowed. */
export type Range = readonly [min: number, max: number];

/** `false` leaves a field unchecked. */
export interface GuardRules {
  /** Default [0, 2]. */
  readonly temperature?: Range | false | undefined;
  /** Default [0, 1]. */
  readonly topP?: Range | false | undefined;
  /** Default [1, 100]. */
  readonly topK?: Range | false | undefined;
  /** `max_tokens`, `max_completion_tokens` and Gemini's `maxOutputTokens`. Default [1, 2000000]. */
  readonly maxTokens?: Range | false | undefined;
  /** `max_output_tokens` of Responses. Default [16, 2000000]. */
  readonly maxOutputTokens?: Range | false | undefined;
  /** `presence_penalty` and `frequency_penalty`. Default [-2, 2]. */
  readonly penalty?: Range | false | undefined;
  /** `n`, and Gemini's `candidateCount`. Default [1, 128]. */
  readonly n?: Range | false | undefined;
  /** Default [0, 20]. */
  readonly bestOf?: Range | false | undefined;
  /** `top_logprobs`, and Gemini's `logprobs`. Default [0, 20]. */
  readonly topLogprobs?: Range | false | undefined;
  /** `logprobs` of Completions. Default [0, 5]. */
  readonly logprobs?: Range | false | undefined;
  /** `input` of embeddings. */
  readonly input?: InputRules | undefined;
  /** Fields that are refused, as a client writes them; one of Gemini's settings as `generationConfig.topK`. Default none. */
  readonly unsupported?: readonly string[] | undefined;
}

export interface InputRules {
  /** The maximum length of each text, in `unit`; `false` for any. Default 8000. */
  readonly maxLength?: number | false | undefined;
  /** Unicode code points, or bytes of UTF-8. Default "characters". */
  readonly unit?: "characters" | "bytes" | undefined;
  /** Maximum texts or token lists in one request; `false` for any. Default 2048. */
  readonly maxItems?: number | false | undefined;
}

export interface RequestGuardOptions extends GuardRules {
  /** Rules in place of those above, by `provider/model` or model, with `*` for any text: only the first pattern that matches counts. Default none. */
  readonly models?: Readonly<Record<string, GuardRules>> | undefined;
  /** MiB of resident memory above which inference is answered 507. Default none. */
  readonly maxResidentMegabytes?: number | undefined;
}

type Filled<T> = { readonly [Name in keyof T]-?: NonNullable<T[Name]> };

/** With every rule given. */
export interface Rules extends Filled<Omit<GuardRules, "input">> {
  readonly input: Filled<InputRules>;
}

export interface RequestGuardConfig extends Rules {
  readonly models: Readonly<Record<string, GuardRules>>;
  readonly maxResidentMegabytes?: number | undefined;
}

const range: z.ZodType<Range | false, Range | false> = z.union([
  z.literal(false),
  z.tuple([z.number(), z.number()]).refine(([min, max]) => min <= max, "expected the minimum of a range before its maximum"),
]);
const word: z.ZodString = z.string().min(1);
const most: z.ZodType<number | false, number | false> = z.union([z.literal(false), z.int().min(1)]);
const unit: z.ZodType<"characters" | "bytes", "characters" | "bytes"> = z.enum(["characters", "bytes"]);

const override: z.ZodType<GuardRules, GuardRules> = z.strictObject({
  temperature: range.optional(),
  topP: range.optional(),
  topK: range.optional(),
  maxTokens: range.optional(),
  maxOutputTokens: range.optional(),
  penalty: range.optional(),
  n: range.optional(),
  bestOf: range.optional(),
  topLogprobs: range.optional(),
  logprobs: range.optional(),
  input: z.strictObject({ maxLength: most.optional(), unit: unit.optional(), maxItems: most.optional() }).optional(),
  unsupported: z.array(word).optional(),
});

export const optionsSchema: z.ZodType<RequestGuardConfig, RequestGuardOptions> = z.strictObject({
  temperature: range.default([0, 2]),
  topP: range.default([0, 1]),
  topK: range.default([1, 100]),
  maxTokens: range.default([1, 2_000_000]),
  maxOutputTokens: range.default([16, 2_000_000]),
  penalty: range.default([-2, 2]),
  n: range.default([1, 128]),
  bestOf: range.default([0, 20]),
  topLogprobs: range.default([0, 20]),
  logprobs: range.default([0, 5]),
  input: z
    .strictObject({ maxLength: most.default(8000), unit: unit.default("characters"), maxItems: most.default(2048) })
    .prefault({}),
  unsupported: z.array(word).default([]),
  models: z.record(word, override).default({}),
  maxResidentMegabytes: z.number().positive().optional(),
});
