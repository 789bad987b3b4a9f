/** Preloaded into a gateway: counts what the hot path must not make. Its parent asks over IPC for "reset" and "counts". */
import { syncBuiltinESMExports } from "node:module";

const constructed = [
  "Headers",
  "Request",
  "Response",
  "AbortController",
  "ReadableStream",
  "TransformStream",
  "WritableStream",
  "URL",
];
const called = ["parse", "stringify"];
let counts = {};
let sites = {};

function count(name) {
  counts[name] = (counts[name] ?? 0) + 1;
  const site = `${name} < ${caller()}`;
  sites[site] = (sites[site] ?? 0) + 1;
}

/** A Proxy, not a subclass, so that `instanceof` still works for code that kept the original. */
for (const name of constructed) {
  const original = globalThis[name];
  const value = new Proxy(original, {
    construct(target, args, newTarget) {
      count(name);
      return Reflect.construct(target, args, newTarget);
    },
  });
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
for (const name of called) {
  JSON[name] = new Proxy(JSON[name], {
    apply(target, self, args) {
      count(`JSON.${name}`);
      return Reflect.apply(target, self, args);
    },
  });
}
syncBuiltinESMExports();

/** The first two functions outside of this file, with their places. */
function caller() {
  const lines = new Error().stack.split("\n").slice(1);
  const outside = lines.filter((line) => !line.includes("counter.mjs") && !line.includes("Reflect."));
  return outside
    .slice(0, 2)
    .map((line) =>
      line
        .trim()
        .replace(/^at |file:\/\//g, "")
        .replace(/\?[^:)]*/, ""),
    )
    .join(" < ");
}

process.on("message", (word) => {
  if (word === "reset") {
    counts = {};
    sites = {};
  }
  process.send({ counts, sites });
});
// Only the gateway itself decides how long it lives.
process.channel?.unref();
