/** The parts of a run, each with what it measures. */
import { compare } from "./compare/compare.ts";
import { jobs } from "./jobs/jobs.ts";
import { load } from "./load/load.ts";
import type { Mode } from "./mode.ts";
import { pipeline } from "./pipeline/pipeline.ts";
import { plugins } from "./plugins/plugins.ts";
import type { Report } from "./report/report.ts";
import { stream } from "./stream/stream.ts";
import { translation } from "./translation/translation.ts";

export interface Part {
  /** In a line of the usage text. */
  readonly measures: string;
  run(mode: Mode): Promise<Report>;
}

export const parts: Readonly<Record<string, Part>> = {
  pipeline: { measures: "a request through synthetic plugins, without sockets", run: pipeline },
  plugins: { measures: "a request through the real plugins, without sockets", run: plugins },
  stream: { measures: "a chunk of a stream through synthetic plugins, without sockets", run: stream },
  translation: { measures: "a request, and an event, translated between two dialects, without sockets", run: translation },
  load: { measures: "the gateway's CPU time, latency and memory under load, against a bare Node proxy", run: load },
  jobs: { measures: "throughput, latency and memory of 10,000 asynchronous jobs", run: jobs },
  compare: { measures: "the same load on nginx and on Portkey's gateway", run: compare },
};

export function usage(): string {
  const width = Math.max(...Object.keys(parts).map((name) => name.length));
  return [
    "Usage: npm run bench -- [part …] [--quick]",
    "",
    "Parts (default: all):",
    ...Object.entries(parts).map(([name, { measures }]) => `  ${name.padEnd(width)}  ${measures}`),
    "",
    "Options:",
    "  --quick  checks every answer and measures nothing",
    "  --help   prints this text",
  ].join("\n");
}
