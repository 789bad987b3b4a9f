/** Tests that every plugin must pass, whatever it does. One call at the top of a plugin's test file. */
import { type PluginFactory, refuse, refused, reply, type Send } from "@headgate/core";
import type { ZodType } from "zod";
import { endingCases } from "./conform/endings.ts";
import { globalsUsed } from "./conform/globals.ts";
import { hostileRequests } from "./conform/hostile.ts";
import { type ConformExtras, eventually, fail, read, startTrial, type Subject } from "./conform/trial.ts";
import { promisesSettle } from "./clock.ts";
import { leave } from "./collect.ts";

export interface ConformCase {
  /** The promise that it checks, for the test's title. */
  readonly name: string;
  /** Rejects, saying what was found, if the plugin does not keep the promise. */
  run(): Promise<void>;
}

export function conform<S extends ZodType>(
  plugin: PluginFactory<S>,
  options: unknown,
  extras: ConformExtras = {},
): readonly ConformCase[] {
  const subject: Subject = { plugin, options, extras };
  const survivals = Object.entries(hostileRequests).map(([what, request]): ConformCase => ({
    name: `survives ${what}`,
    run: async () => {
      const trial = await startTrial(subject, answered);
      const headers = { ...request.headers, ...extras.request?.headers };
      // Once as it is and once with what lets it pass, so that it gets further than being refused at once.
      for (const hostile of [request, { ...request, ...(extras.request?.headers && { headers }) }]) {
        const answer = await eventually(trial.ask(hostile).reply, trial.clock);
        trial.assertCalm(answer);
        read(answer);
      }
      await trial.close();
    },
  }));
  return [
    { name: "has a lower-case name", run: async () => namedWell(subject) },
    { name: "refuses an unknown option", run: async () => strict(subject) },
    { name: "leaves no timer behind when it is closed", run: () => closesClean(subject) },
    ...endingCases(subject),
    ...survivals,
    { name: "lets go when the client leaves while it waits for the upstream", run: () => letsGo(subject, silent) },
    { name: "lets go when the client leaves while a provider's wait is kept", run: () => letsGo(subject, busy) },
    { name: "keeps a hundred requests at once apart", run: () => keepsApart(subject) },
    { name: "takes time and randomness from its host only", run: () => usesHost(subject) },
  ];
}

const answered: Send = (_x, call) => reply({ status: 200, call, body: '{"id":"1","choices":[]}' });
const slow: Send = async (x, call) => {
  await promisesSettle();
  return answered(x, call);
};
const silent: Send = ({ signal }) =>
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- as a transport does, with the signal's own reason
  new Promise((_, reject) =>
    signal.aborted ? reject(signal.reason) : signal.addEventListener("abort", () => reject(signal.reason)),
  );
const busy: Send = (_x, call) =>
  refused(
    refuse({ code: "rate_limited", status: 429, message: "later", by: "provider", scope: "target", retryAfterMs: 30_000 }),
    call,
  );

function namedWell({ plugin }: Subject): void {
  const { name } = plugin.spec;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) throw new Error(`"${name}" is not lower-case words joined by hyphens`);
}

function strict({ plugin, options }: Subject): void {
  const { config } = plugin.spec;
  const good = config.safeParse(options);
  if (!good.success) throw new Error(`the options given to conform() are refused: ${good.error.message}`);
  if (config.safeParse({ ...(options as object), "no-such-option": 1 }).success)
    throw new Error("an unknown option is accepted: make the config a z.strictObject");
}

async function closesClean(subject: Subject): Promise<void> {
  const trial = await startTrial(subject, answered);
  await trial.clock.advance(0);
  await trial.close();
  if (trial.clock.pending > 0) throw new Error(`${trial.clock.pending} timer(s) were left on the clock`);
}

async function letsGo(subject: Subject, send: Send): Promise<void> {
  const trial = await startTrial(subject, send);
  const { x, reply } = trial.ask();
  await trial.clock.advance(0);
  leave(x);
  const answer = await withoutTime(reply);
  answer.discard();
  await trial.close();
}

async function withoutTime<T>(pending: Promise<T>): Promise<T> {
  const waits = promisesSettle()
    .then(promisesSettle)
    .then(() => Promise.reject(new Error("it still waits after the client has left: pass x.signal to what it waits for")));
  return Promise.race([pending, waits]);
}

async function keepsApart(subject: Subject): Promise<void> {
  const trial = await startTrial(subject, slow);
  const asked = Array.from({ length: 100 }, (_, i) => trial.ask({ id: `request-${i}` }));
  for (const { reply } of asked) {
    const answer = await eventually(reply, trial.clock);
    trial.assertCalm(answer);
    read(answer);
  }
  await trial.close();
}

async function usesHost(subject: Subject): Promise<void> {
  const used = await globalsUsed(async () => {
    const trial = await startTrial(subject, slow);
    for (const request of [{}, { stream: true }, { inference: false, method: "GET" }]) {
      read(await eventually(trial.ask(request).reply, trial.clock));
    }
    await trial.close();
  });
  fail("it uses globals instead of its host (use host.clock and host.random)", used);
}
