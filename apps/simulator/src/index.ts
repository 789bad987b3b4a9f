/** A provider that speaks the OpenAI, Anthropic and Gemini dialects and fails on command, for demos, tests and benchmarks. */
export type { Call } from "./calls.ts";
export type { Fault } from "./fault.ts";
export { demoModels, type After, type SimulatorOptions } from "./options.ts";
export { startSimulator, type Simulator } from "./server.ts";
