/** The variants of the pipeline bench: which hooks must run in each, and what it costs. */
import { deliver, refuse } from "@headgate/core";
import { answer, Counting, pipelineOf, plugin, plugins, ran, request, upstream } from "./synthetic.mjs";
import { report, timed } from "./timed.mjs";

const no = refuse({ code: "no", status: 403, message: "no" });
const broken = new Error("the transport broke");

const variants = {
  bare: { uses: [], expect: { status: 200, pre: 0, post: 0, done: 0, error: 0 } },
  "1 plugin": { uses: plugins(1), expect: { status: 200, pre: 1, post: 1, done: 1, error: 0 } },
  "4 plugins": { uses: plugins(4), expect: { status: 200, pre: 4, post: 4, done: 4, error: 0 } },
  "7 plugins": { uses: plugins(7), expect: { status: 200, pre: 7, post: 7, done: 7, error: 0 } },
  // The fourth of seven refuses: those before it get their post and done, those behind it nothing.
  "short-circuit": {
    uses: [...plugins(3), plugin("no", { pre: () => no }), ...Array.from({ length: 3 }, (_, i) => plugin(`behind-${i}`))],
    expect: { status: 403, pre: 3, post: 0, done: 3, error: 0 },
  },
  // The upstream throws: seven error hooks see it, and the outermost recovers.
  "error unwind": {
    uses: plugins(7, { error: seeError }),
    upstream() {
      throw broken;
    },
    expect: { status: 500, pre: 7, post: 0, done: 7, error: 7 },
  },
};

function seeError() {
  ran.error += 1;
}

/** One call, looked at closely, and then many, timed. */
async function measure({ uses, expect, upstream: own = upstream }, timeMs) {
  const { send } = await pipelineOf(uses, own);
  const once = () => {
    const [x, call] = request();
    const sink = new Counting();
    const out = send(x, call);
    if (typeof out.then === "function") throw new Error("a synchronous pipeline made a promise");
    deliver(out, sink);
    return { status: out.status, bytes: sink.bytes };
  };
  const before = { ...ran };
  const { status, bytes } = once();
  const hooks = Object.fromEntries(["pre", "post", "done", "error"].map((hook) => [hook, ran[hook] - before[hook]]));
  const seen = { status, ...hooks };
  if (JSON.stringify(seen) !== JSON.stringify(expect)) throw new Error(`${JSON.stringify(seen)}, not ${JSON.stringify(expect)}`);
  if (status === 200 && bytes !== answer.length) throw new Error(`${bytes} bytes of ${answer.length}`);
  return timed(once, timeMs);
}

await report(variants, measure);
