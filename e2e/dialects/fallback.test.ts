/** A conversation with calls, results and reasoning continues with another vendor when its own fails, and comes back: nothing of it is lost. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "./clients.ts";
import { Dialogue, type Json, type Told } from "./dialogue.ts";
import { type ProviderName, providers } from "./providers.ts";
import { openScene, type Scene } from "./scene.ts";
import { time, weather } from "./scripts.ts";

/** Who serves first, and who takes over. Google's newest model refuses unsigned calls. */
const pairs: readonly (readonly [ProviderName, ProviderName])[] = [
  ["openai", "anthropic"],
  ["anthropic", "openai"],
  ["openai", "gemini"],
  ["gemini", "anthropic"],
];
const models: Readonly<Record<ProviderName, string>> = {
  openai: "gpt-4o",
  anthropic: "claude-sonnet-5",
  gemini: "gemini-3-flash",
};

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(
    1,
    Object.values(models),
    providers.map(({ name }) => ({ model: `${models[name]}-dead`, status: 503 })),
  );
});
afterAll(() => scene?.close());

const talks = clients.flatMap((client) =>
  pairs.flatMap(([one, other]) =>
    [false, true].map((stream) => ({ client, one, other, stream, how: stream ? "streamed" : "blocking", with: client.name })),
  ),
);

describe.concurrent.each(talks)("$with, $how, $one and $other", ({ client, one, other, stream }) => {
  const tools = [weather, time];
  const well = { tools, thinks: true as const };
  const failing = (to: ProviderName) => ({ ...well, more: { fallbacks: [`${to}/${models[to]}`] } });
  const dead = (name: ProviderName): string => `${name}/${models[name]}-dead`;

  test("the other answers what the one has called, calls itself, and the one answers that", async () => {
    const dialogue = new Dialogue(client, scene.gateway(), stream);
    const called = await dialogue.say(`${one}/${models[one]}`, "Use the tool for Paris", well);
    expect([servedBy(called), callsIn(called.final)]).toEqual([one, ["weather"]]);

    const told = await dialogue.answer(dead(one), ["18 degrees"], failing(other));
    expect([servedBy(told), textIn(told.final)]).toEqual([other, 'The tool answered: "18 degrees". This answer was simulated.']);

    const again = await dialogue.say(dead(one), "Use both tools for Rome", failing(other));
    expect([servedBy(again), callsIn(again.final)]).toEqual([other, ["weather", "time"]]);

    const back = await dialogue.answer(dead(other), ["20 degrees", "noon"], failing(one));
    const expected = 'The tools answered: "20 degrees", "noon". This answer was simulated.';
    expect([servedBy(back), textIn(back.final)]).toEqual([one, expected]);
  });
});

function servedBy({ seen }: Told): string | null | undefined {
  return seen.headers?.get("x-bf-provider");
}

/** Names of tools, wherever this client has them. */
function callsIn(final: Json): readonly unknown[] {
  return found(final, ({ type, args, name, arguments: given }) =>
    typeof name === "string" && (type === "tool_use" || args !== undefined || given !== undefined) ? [name] : [],
  );
}

function textIn(final: Json): string {
  const texts = found(final, ({ thought, type, content, text }) => {
    if (thought === true || type === "summary_text") return [];
    return [content, text].filter((one) => typeof one === "string");
  });
  return texts.join("");
}

function found(value: unknown, see: (one: Json) => readonly unknown[]): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap((one) => found(one, see));
  return Array.isArray(value) ? inner : [...see(value as Json), ...inner];
}
