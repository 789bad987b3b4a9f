/** What every command that reads a config takes, and how it fails: the fault for people, no stack. */
import type { SourceOptions } from "../source.ts";

export const configArgument = {
  config: {
    type: "string",
    description: "the config file; without it, headgate.config.{ts,js,json,yaml} of this folder",
    alias: "c",
  },
} as const;

export function sourceOptions(file: string | undefined): SourceOptions {
  return { file, cwd: process.cwd(), environment: process.env };
}

/** Exits with 1 after saying what is wrong. */
export async function orFail(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`headgate: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
