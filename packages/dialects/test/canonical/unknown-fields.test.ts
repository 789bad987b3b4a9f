/** Nothing is dropped in silence: a field that nobody knows, wherever it stands, is named as lost, or crosses. */
import { anthropic, type Dialect, type Format, gemini, openai } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { requests } from "./whole-requests.ts";

const formats: Readonly<Record<keyof typeof requests, Format>> = {
  chat: formatOf(openai, "chat"),
  responses: formatOf(openai, "responses"),
  messages: formatOf(anthropic, "messages"),
  generate: formatOf(gemini, "generate"),
};

function formatOf({ operations }: Dialect, name: string): Format {
  return operations.find((operation) => operation.name === name)!.format!;
}

type Path = readonly (string | number)[];

/** Where objects stand. */
function objectsIn(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => objectsIn(one, [...path, i]));
  if (typeof value !== "object" || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([name, one]) => objectsIn(one, [...path, name]))];
}

function withStranger(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) return { ...(value as object), stranger: { type: "string" } };
  if (Array.isArray(value)) return value.map((one: unknown, i) => (i === step ? withStranger(one, rest) : one));
  return { ...(value as object), [step]: withStranger((value as Record<string, unknown>)[step], rest) };
}

describe.each(Object.entries(requests))("%s", (name, request) => {
  const client = formats[name as keyof typeof requests];

  test.each(objectsIn(request).map((path) => [path.join("."), path] as const))("at %j", (_at, path) => {
    const read = client.readRequest(withStranger(request, path), { model: "m", stream: false });
    for (const provider of Object.values(formats)) {
      const { body, lost } = provider.writeRequest(read.value);
      expect(JSON.stringify([body, read.lost, lost])).toContain("stranger");
    }
  });
});
