/** The variants of the stream bench: a stream of 100 events through a pipeline, or through the framing that every stream passes. */
import { deliver, reply } from "@headgate/core";
import { openai } from "@headgate/dialects";
import { Frames } from "@headgate/wire";
import { Counting, pipelineOf, plugins, ran, request } from "../pipeline/synthetic.mjs";
import { report, timed } from "../pipeline/timed.mjs";

const events = 100;
const event = Buffer.from(
  `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1790000000,"model":"gpt-4o-mini","system_fingerprint":"fp_bench","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}]}\n\n`,
);
const chat = openai.operations.find(({ name }) => name === "chat");

class Source {
  start(sink) {
    for (let i = 0; i < events; i++) sink.write(event);
    sink.end();
  }
  pause() {}
  resume() {}
  cancel() {}
}

/** As the upstream does it: cut into events, weighed, passed on. */
class FramedSource extends Source {
  start(sink) {
    const frames = new Frames(1_048_576);
    const reader = chat.stream.createReader({ terminator: "done" });
    const each = (frame) => {
      if (reader.read(frame) === "content") sink.write(frame.bytes);
    };
    for (let i = 0; i < events; i++) frames.push(event, each);
    sink.end();
  }
}

const see = {
  chunk(_x, bytes) {
    ran.chunk += bytes.length > 0 ? 1 : 0;
  },
};
const variants = {
  bare: { uses: [], source: Source, chunks: 0 },
  "7 plugins that do not watch": { uses: plugins(7), source: Source, chunks: 0 },
  "1 watching": { uses: plugins(1, see), source: Source, chunks: events },
  "7 watching": { uses: plugins(7, see), source: Source, chunks: 7 * events },
  "events found and weighed": { uses: [], source: FramedSource, chunks: 0 },
};

async function measure({ uses, source: Body, chunks }, timeMs) {
  const { send } = await pipelineOf(uses, (_x, call) => reply({ status: 200, headers: {}, body: new Body(), call }));
  const once = () => {
    const [x, call] = request(true);
    const sink = new Counting();
    deliver(send(x, call), sink);
    return sink;
  };
  const before = { ...ran };
  const { writes, bytes, ended } = once();
  if (writes !== events || bytes !== events * event.length || ended !== "end")
    throw new Error(`${writes} writes, ${bytes} bytes`);
  const [watched, settled] = [ran.chunk - before.chunk, ran.done - before.done];
  if (watched !== chunks || settled !== uses.length) throw new Error(`${watched} chunk hooks ran, not ${chunks}`);
  return timed(once, timeMs, events);
}

await report(variants, measure);
