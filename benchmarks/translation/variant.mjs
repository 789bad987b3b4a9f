/** The variants of the translation bench: a request through the upstream to its answer's last byte, by the client's own dialect and by another. */
import { deliver } from "@headgate/core";
import { anthropic, openai } from "@headgate/dialects";
import { createUpstream } from "@headgate/upstream";
import { Counting } from "../pipeline/synthetic.mjs";
import { report, timedLater } from "../pipeline/timed.mjs";
import { events, socketless, streams, text } from "./provider.mjs";
import { asking, asksTheSame, textOf } from "./requests.mjs";

const dialects = [openai, anthropic];
const silent = () => {};
const clock = { now: () => 1_790_000_000_000, after: () => silent, sleep: () => Promise.resolve() };

const variants = Object.fromEntries(
  [false, true].flatMap((stream) =>
    [
      ["chat by OpenAI", "openai", "openai"],
      ["chat by Anthropic", "openai", "anthropic"],
      ["messages by Anthropic", "anthropic", "anthropic"],
      ["messages by OpenAI", "anthropic", "openai"],
    ].map(([name, dialect, provider]) => [stream ? `streamed ${name}` : name, { dialect, provider, stream }]),
  ),
);

/** Keeps what the client gets. */
class Keeping extends Counting {
  text = "";
  write(bytes) {
    super.write(bytes);
    this.text += Buffer.from(bytes).toString();
  }
}

async function measure({ dialect, provider, stream }, timeMs) {
  let rest = silent;
  let told;
  const providers = socketless(dialects, { later: (flow) => (rest = flow), sent: (bytes) => (told = bytes) });
  const send = createUpstream({ providers, dialects, clock, streams });
  const { make } = asking(dialect, provider, stream);
  const once = async (sink) => {
    const [x, call] = make();
    const out = await send(x, call);
    deliver(out, sink);
    if (stream) rest();
    if (out.status !== 200 || sink.ended !== "end") throw new Error(`${out.status} ${sink.ended} ${out.error?.message}`);
  };
  const kept = new Keeping();
  await once(kept);
  const got = textOf(dialect, kept.text, stream);
  if (got === false || !text.startsWith(got) || (stream && got !== text)) throw new Error(`the text is ${got}`);
  if (!asksTheSame(told)) throw new Error(`the provider was asked ${told}`);
  const [size, asked] = [kept.bytes, told.length];
  const timed = () => {
    const sink = new Counting();
    return once(sink).then(() => {
      if (sink.bytes !== size || told.length !== asked) throw new Error(`${sink.bytes} bytes of ${size}`);
    });
  };
  // Some seconds' worth of requests: so much code is not compiled within the time that a bench warms up.
  const warm = stream ? 300 : 30_000;
  for (let i = 0; i < (timeMs > 1 ? warm : 3); i++) await timed();
  const { micros } = await timedLater(timed, timeMs, stream ? 5 : undefined);
  return { micros: stream ? micros / events : micros };
}

await report(variants, measure);
