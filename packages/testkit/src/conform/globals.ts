/** Catches a plugin that reads the time or random numbers without its host. */
import { own } from "./watch.ts";

/** Names of the globals that the plugin's own code called while `run` ran. Calls by other code are ignored. */
export async function globalsUsed(run: () => Promise<void>): Promise<readonly string[]> {
  const used = new Set<string>();
  const note = (name: string): void => void (own.getStore() && used.add(name));
  const restore = [
    spy(Date, "now", () => note("Date.now")),
    spy(performance, "now", () => note("performance.now")),
    spy(Math, "random", () => note("Math.random")),
    spy(AbortSignal, "timeout", () => note("AbortSignal.timeout")),
    spy(globalThis, "setTimeout", () => note("setTimeout")),
    spy(globalThis, "setInterval", () => note("setInterval")),
    spyOnDate(() => note("new Date()")),
  ];
  try {
    await run();
  } finally {
    for (const undo of restore) undo();
  }
  return [...used];
}

function spy(owner: object, name: string, note: () => void): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const original = (owner as Record<string, unknown>)[name] as (...args: unknown[]) => unknown;
  const spying = (...args: unknown[]): unknown => {
    note();
    return original.apply(owner, args);
  };
  Object.defineProperty(owner, name, { value: Object.assign(spying, original), writable: true, configurable: true });
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else delete (owner as Record<string, unknown>)[name];
  };
}

function spyOnDate(note: () => void): () => void {
  const original = globalThis.Date;
  globalThis.Date = new Proxy(original, {
    construct(target, args, newTarget) {
      if (args.length === 0) note();
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  return () => {
    globalThis.Date = original;
  };
}
