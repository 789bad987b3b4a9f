/** The rows of the matrix: what every client does with every provider. */
import { Dialogue, type Client, type Json, type Place, type Seen, type Tool, type Wish } from "./dialogue.ts";
import { errorNames } from "./providers.ts";

export interface Script {
  readonly name: string;
  /** Why this does not exist in a blocking answer. */
  readonly onlyStreamed?: string;
  /** Everything the client has in the end, in order. `model` comes without the suffix that makes the provider do something special. */
  run(client: Client, place: Place, model: string, stream: boolean, seen: Seen[]): Promise<readonly unknown[]>;
}

const object = (properties: Json): Json => ({ type: "object", properties, required: Object.keys(properties) });
export const weather: Tool = { name: "weather", description: "Of a city.", parameters: object({ city: { type: "string" } }) };
export const time: Tool = {
  name: "time",
  description: "At a place.",
  parameters: object({ place: { type: "string" }, zone: { type: "integer" } }),
};
const now: Tool = { name: "now", description: "What time it is.", parameters: { type: "object", properties: {} } };
const pixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";
const answer: Json = { ...object({ words: { type: "string" } }), additionalProperties: false };
const sentence = "one two three four five six seven eight nine ten eleven twelve";

export const scripts: readonly Script[] = [
  once("text", (dialogue, model) => dialogue.say(model, "Good morning to all of you", { system: "Be brief." })),
  loop("tools", "Use the tool for Paris", [weather, time], ["18 degrees"]),
  loop("parallel tools", "Use both tools for Paris", [weather, time], ["18 degrees", "noon"]),
  loop("no-argument tool", "Use the tool", [now], ["noon"]),
  once("image", (dialogue, model) => dialogue.say(model, "What is this?", {}, pixel)),
  once("refusal", (dialogue, model) => dialogue.say(model, "Please refuse", {})),
  once("length", (dialogue, model) => dialogue.say(model, sentence, { limit: 16 })),
  once("reasoning", (dialogue, model) => dialogue.say(model, "Think about it", { thinks: true })),
  loop("reasoning with tools", "Use the tool for Paris", [weather], ["18 degrees"], { thinks: true }),
  once("structured output", (dialogue, model) => dialogue.say(model, "Say it in JSON", { schema: answer })),
  once("image by URL", (dialogue, model) => dialogue.say(model, "What is this?", {}, "https://example.com/a.png")),
  once("a web search by the vendor", (dialogue, model) => dialogue.say(model, "Search for it", { searches: true })),
  once("usage", (dialogue, model) => dialogue.say(`${model}-usage`, "Hello", {})),
  {
    name: "error",
    run: (client, place, model, stream, seen) =>
      Promise.all(errorNames.map((name) => failing(client, place, `${model}-${name}`, stream, (seen[seen.length] = {})))),
  },
  {
    name: "mid-stream error",
    onlyStreamed: "– (a blocking answer has no middle)",
    async run(client, place, model, stream, seen) {
      return [await failing(client, place, `${model}-midway`, stream, (seen[0] = {}))];
    },
  },
];

function once(name: string, ask: (dialogue: Dialogue, model: string) => ReturnType<Dialogue["say"]>): Script {
  return {
    name,
    async run(client, place, model, stream, all) {
      const { final, seen } = await ask(new Dialogue(client, place, stream), model);
      all.push(seen);
      return [final];
    },
  };
}

/** A tool is called and answered, and the model talks about its result. */
function loop(name: string, said: string, tools: readonly Tool[], results: readonly string[], wish: Wish = {}): Script {
  return {
    name,
    async run(client, place, model, stream, all) {
      const dialogue = new Dialogue(client, place, stream);
      const called = await dialogue.say(model, said, { tools, ...wish });
      const told = await dialogue.answer(model, results, { tools, ...wish });
      all.push(called.seen, told.seen);
      return [called.final, told.final];
    },
  };
}

async function failing(client: Client, place: Place, model: string, stream: boolean, seen: Seen): Promise<unknown> {
  try {
    await client.ask(place, model, [client.spoken("Hello", undefined)], {}, stream, seen);
  } catch (error) {
    const partial = seen.headers?.get("content-type")?.startsWith("text/event-stream") ? seen.partial?.() : undefined;
    const wait = client.name === "generate" ? undefined : seen.headers?.get("retry-after");
    return { ...client.failure(error), wait, ...(partial !== undefined && { partial }) };
  }
  throw new Error("it was answered; expected an error");
}
