/** Speech: audio of a text, as bytes or in events. */
import { type Answer, type Ask, data } from "../../answer.ts";
import { audioFormats } from "../../audio.ts";
import { bareFailure, missing, problem } from "../../dialects/openai.ts";
import { estimate, imageUsage, usageOr } from "../../usage.ts";

const longest = 4096;
/** The amount of audio in one event. */
const piece = 3 * 1024;

export function speech({ body, fault, stream }: Ask): Answer {
  const { input, voice, response_format: wanted = "mp3" } = body;
  if (typeof input !== "string" || input === "") return missing("input");
  if (voice === undefined) return missing("voice");
  const format = typeof wanted === "string" && Object.hasOwn(audioFormats, wanted) ? audioFormats[wanted] : undefined;
  if (!format) return problem(400, `Invalid value: '${String(wanted)}'.`, "invalid_value", "response_format");
  if (input.length > longest)
    return problem(400, `Invalid 'input': string too long. Expected at most ${longest}.`, "string_above_max_length", "input");
  const audio = format.render(input.length);
  if (!stream) return { status: 200, bytes: audio, contentType: format.contentType };
  const spoken = Math.ceil(audio.length / 2048);
  const usage = usageOr(fault.usage, imageUsage(estimate(input.length), spoken));
  return {
    frames: deltas(audio, fault.events ?? Math.ceil(audio.length / piece)),
    terminator: data({ type: "speech.audio.done", ...(usage && { usage }) }),
    failure: bareFailure,
  };
}

function* deltas(audio: Buffer, count: number): Generator<string> {
  const size = Math.ceil(audio.length / count);
  for (let at = 0; at < audio.length; at += size)
    yield data({ type: "speech.audio.delta", audio: audio.toString("base64", at, at + size) });
}
