#!/usr/bin/env node
/** The simulator as a separate process: prints its address, and exits on the first signal. */
import { parseArgs } from "node:util";
import { startSimulator } from "./index.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    name: { type: "string" },
    tokens: { type: "string" },
    pace: { type: "string" },
    models: { type: "string" },
    keys: { type: "string" },
    answer: { type: "string" },
    record: { type: "string", default: "1000" },
  },
});

const simulator = await startSimulator({
  port: count("port", values.port),
  host: values.host,
  record: count("record", values.record),
  ...(values.name !== undefined && { name: values.name }),
  ...(values.answer !== undefined && { answer: values.answer }),
  ...(values.tokens !== undefined && { tokens: count("tokens", values.tokens) }),
  ...(values.pace !== undefined && { paceMs: count("pace", values.pace) }),
  ...(values.models !== undefined && { models: values.models.split(",") }),
  ...(values.keys !== undefined && { keys: values.keys.split(",") }),
});
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
console.log(`simulator listening on ${simulator.url}`);

function count(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} takes a whole number, not "${text}".`);
  return number;
}
