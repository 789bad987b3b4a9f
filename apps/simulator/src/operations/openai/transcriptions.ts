/** Transcriptions and translations: the transcript describes the file, so that tests can tell files apart. */
import { type Answer, type Ask, data, said } from "../../answer.ts";
import { isRecord } from "../../body.ts";
import { bareFailure, missing, problem } from "../../dialects/openai.ts";
import type { FormFile } from "../../form.ts";
import { estimate, imageUsage, usageOr } from "../../usage.ts";
import { cut } from "../../text.ts";

/** The rate of MP3 at 128 kbit/s. */
const bytesPerSecond = 16_000;

export function transcriptions(ask: Ask): Answer {
  return heard(ask, "transcribe");
}

export function translations(ask: Ask): Answer {
  return heard(ask, "translate");
}

function heard({ body, fault, stream, model }: Ask, task: string): Answer {
  const { file, response_format: format = "json", language = "english" } = body;
  if (!isRecord(file)) return missing("file");
  const { filename, size, sha256 } = file as unknown as FormFile;
  const text = `You sent ${filename}, ${size} bytes that begin to hash with ${sha256.slice(0, 16)}. This transcript was simulated.`;
  const duration = Math.ceil((size / bytesPerSecond) * 100) / 100;
  const seconds = { type: "duration", seconds: Math.ceil(duration) };
  const tokens = { type: "tokens", ...imageUsage(estimate(size), estimate(text.length)) };
  const usage = usageOr(fault.usage, model.startsWith("whisper") ? seconds : tokens);
  if (stream) return streamed(text, usage, fault.events);
  switch (format) {
    case "json":
      return said({ text, ...(usage && { usage }) });
    case "verbose_json":
      return said({ task, language, duration, text, segments: [], ...(usage && { usage }) });
    case "text":
      return plain(`${text}\n`);
    case "srt":
      return plain(`1\n00:00:00,000 --> 00:00:01,000\n${text}\n\n`);
    case "vtt":
      return plain(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${text}\n\n`);
    default:
      return problem(400, `Invalid value: '${String(format)}'.`, "invalid_value", "response_format");
  }
}

function streamed(text: string, usage: object | undefined, events: number | undefined): Answer {
  return {
    frames: cut(text, undefined, events)
      .pieces.map((delta) => data({ type: "transcript.text.delta", delta }))
      .values(),
    terminator: data({ type: "transcript.text.done", text, ...(usage && { usage }) }),
    failure: bareFailure,
  };
}

function plain(text: string): Answer {
  return { status: 200, bytes: Buffer.from(text), contentType: "text/plain; charset=utf-8" };
}
