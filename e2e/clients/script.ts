/** The script that every client runs, each step whole and streamed. */
import { expect } from "vitest";
import type { Client, Kind, Question, Said, Tool } from "./client.ts";
import { type Faulty, type Place } from "./places.ts";

/** How an answer is asked for. */
export const modes = ["whole", "streamed"] as const;
export type Mode = (typeof modes)[number];

export interface Stage {
  readonly kind: Kind;
  readonly client: Client;
  readonly mode: Mode;
  /** The gateway's name for a model of the provider that is asked; default: for the one that answers. */
  model(name?: Faulty): string;
  /** The provider's work on what was said; absent: it cannot be watched. */
  nextCall?(said: string): Promise<{ waitForAbort(): Promise<unknown> }>;
}

export interface Step {
  readonly name: string;
  readonly modes?: readonly Mode[];
  run(stage: Stage): Promise<void>;
}

export const city: Tool = {
  name: "city_weather",
  description: "The weather of a city",
  parameters: {
    type: "object",
    properties: { city: { type: "string" }, days: { type: "integer" } },
    required: ["city", "days"],
    additionalProperties: false,
  },
};
export const noon: Tool = {
  name: "noon",
  description: "When it is noon",
  parameters: { type: "object", properties: {}, additionalProperties: false },
};
/** One red pixel. */
const image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

export const steps: readonly Step[] = [
  {
    name: "text",
    async run(stage) {
      const said = await ask(stage, { turns: [{ user: "good morning" }] });
      expect(said).toMatchObject({ text: echoOf("good morning"), calls: [], end: "end" });
    },
  },
  {
    name: "usage",
    async run(stage) {
      const { usage } = await ask(stage, { turns: [{ user: "good morning" }] });
      expect(usage.input).toBeGreaterThan(0);
      expect(usage.output).toBeGreaterThan(0);
    },
  },
  {
    name: "tool round trip",
    async run(stage) {
      const user = { user: "use a tool" };
      const first = await ask(stage, { turns: [user], tools: [city, noon] });
      expect(first).toMatchObject({ end: "tools", calls: [{ name: city.name, arguments: { city: "use a tool", days: 1 } }] });
      const results = first.calls.map((call) => ({ call, output: "rain" }));
      const last = await ask(stage, { turns: [user, { said: first }, { results }], tools: [city, noon] });
      expect(last).toMatchObject({ end: "end", calls: [], text: expect.stringContaining("The tool answered: ") as string });
      expect(last.text).toContain("rain");
    },
  },
  {
    name: "parallel tools",
    async run(stage) {
      const user = { user: "use both tools" };
      const first = await ask(stage, { turns: [user], tools: [city, noon] });
      expect(first.end).toBe("tools");
      expect(first.calls.map(({ name, arguments: given }) => [name, given])).toEqual([
        [city.name, { city: "use both tools", days: 1 }],
        [noon.name, {}],
      ]);
      const results = first.calls.map((call, i) => ({ call, output: ["rain", "twelve"][i]! }));
      const last = await ask(stage, { turns: [user, { said: first }, { results }], tools: [city, noon] });
      expect(last.text).toMatch(/^The tools answered: .*rain.*, .*twelve.*\. This answer was simulated\.$/);
    },
  },
  {
    name: "image",
    async run(stage) {
      const said = await ask(stage, { turns: [{ user: "look", image }] });
      expect(said).toMatchObject({ end: "end", text: echoOf("look[image]") });
    },
  },
  {
    name: "structured output",
    async run(stage) {
      const said = await ask(stage, { turns: [{ user: "where" }], schema: city.parameters });
      expect(JSON.parse(said.text)).toMatchObject({ city: expect.stringContaining("where") as string, days: 1 });
      expect(said.end).toBe("end");
    },
  },
  {
    name: "long answer cut by length",
    async run(stage) {
      const user = "one two three four five six seven eight nine ten eleven twelve thirteen";
      const said = await ask(stage, { turns: [{ user }], maxTokens: 16 });
      expect(said.end).toBe("length");
      expect(echoOf(user).startsWith(said.text)).toBe(true);
      expect(said.text).toContain("twelve");
      expect(said.text).not.toContain("simulated");
    },
  },
  {
    name: "error: a provider's limit",
    run: (stage) => expectThrown(stage, "limited", 429),
  },
  {
    name: "error: a request that the provider refuses",
    run: (stage) => expectThrown(stage, "wrong", 400),
  },
  {
    name: "error: midway",
    modes: ["streamed"],
    async run({ client, model }) {
      const pieces: string[] = [];
      const heard = client.stream({ model: model("breaks"), turns: [{ user: "good morning" }] }, (piece) => pieces.push(piece));
      await expect(heard).rejects.toBeInstanceOf(Error);
      expect(pieces.length).toBeGreaterThan(0);
      expect(echoOf("good morning").startsWith(pieces.join(""))).toBe(true);
    },
  },
  {
    name: "abort",
    async run({ kind, client, model, mode, nextCall }) {
      const leaving = new AbortController();
      const user = `leaving ${kind.name} ${mode} ${model()}`;
      const question = { model: model("slow"), turns: [{ user }] };
      const called = nextCall!(user);
      let heard = (): void => {};
      const begun = new Promise<void>((resolve) => (heard = resolve));
      const answer =
        mode === "whole" ? client.ask(question, leaving.signal) : client.stream(question, () => heard(), leaving.signal);
      const failure = answer.then(
        () => undefined,
        (error: unknown) => error,
      );
      const call = await called;
      if (mode === "streamed") await begun;
      leaving.abort();
      expect(await failure).toBeInstanceOf(Error);
      await call.waitForAbort();
    },
  },
];

/** Each step whole and streamed, but for what this client cannot do with this provider. */
export function casesOf({ limits = [] }: Kind, { dialect }: Place): readonly { step: Step; mode: Mode; name: string }[] {
  const cannot = (step: Step, mode: Mode): boolean =>
    limits.some((it) => it.step === step.name && (it.mode ?? mode) === mode && (it.provider ?? dialect) === dialect);
  return steps.flatMap((step) =>
    (step.modes ?? modes).filter((mode) => !cannot(step, mode)).map((mode) => ({ step, mode, name: step.name })),
  );
}

/** A stage for a client with this key before a gateway. */
export function stageOf(kind: Kind, { dialect, model }: Place, mode: Mode, url: string, apiKey: string): Stage {
  const named = kind.modelName ?? ((provider: string, name: string) => `${provider}/${name}`);
  return { kind, mode, client: kind.connect(url, apiKey), model: (name) => named(dialect, name ?? model) };
}

export function echoOf(said: string): string {
  return `You said: "${said}". This answer was simulated.`;
}

/** What was heard piece by piece is what the client put together. */
async function ask({ client, mode, model }: Stage, question: Omit<Question, "model">): Promise<Said> {
  const asked = { model: model(), ...question };
  if (mode === "whole") return client.ask(asked);
  const pieces: string[] = [];
  const said = await client.stream(asked, (piece) => pieces.push(piece));
  expect(pieces.join("")).toBe(said.text);
  if (said.end === "end" && !question.schema) expect(pieces.length).toBeGreaterThan(1);
  return said;
}

export async function expectThrown({ kind, client, mode, model }: Stage, name: Faulty | undefined, status: 400 | 401 | 429) {
  const question = { model: model(name), turns: [{ user: "good morning" }] };
  const error = await (mode === "whole" ? client.ask(question) : client.stream(question, () => {})).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { as, like } = kind.throws(status);
  expect(error).toBeInstanceOf(as);
  expect(error).toMatchObject(like);
}
