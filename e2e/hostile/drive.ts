/** Puts one text into every possible place, and reports what was not as it should be. */
import { pathSteps, readSteps } from "./addresses.ts";
import type { Answer } from "./answer.ts";
import { createClient, type Sent } from "./client.ts";
import { brokenSteps, inferenceSteps } from "./inference.ts";
import { base, bodySteps, type Fixtures, names, plain, resources } from "./resources.ts";
import { type Scene, secrets } from "./scene.ts";
import { differences, type Probe, type Step } from "./step.ts";

export interface Subject {
  readonly scene: Scene;
  readonly fixtures: Fixtures;
  /** A key for rotations. */
  readonly spare: string;
  /** The value of a key that may do everything, and that of the key among the fixtures. */
  readonly used: string;
  readonly changed: string;
}

interface Made {
  readonly id: string;
  readonly value: string;
}

const admin = { authorization: `Bearer ${secrets.client}` };

export function asAdmin(scene: Pick<Scene, "client">, method: string, path: string, body?: object): Promise<Answer> {
  return scene.client.send({ method, path, body, headers: admin });
}

export async function prepare(scene: Scene): Promise<Subject> {
  const create = async (resource: (typeof names)[number]): Promise<Made> => {
    const { text } = await asAdmin(scene, "POST", `${base}/${resource}`, plain(resource));
    return (JSON.parse(text) as Record<string, Made>)[resources[resource]]!;
  };
  const made = Object.fromEntries(await inOrder(names, async (name) => [name, await create(name)] as const));
  const ids = Object.fromEntries(names.map((name) => [name, made[name]!.id])) as Fixtures["ids"];
  const [spare, used] = [await create("virtual-keys"), await create("virtual-keys")];
  return { scene, fixtures: { ids }, spare: spare.id, used: used.value, changed: made["virtual-keys"]!.value };
}

/**
 * Writes go one after the other: what one statement names then hangs on the shape of one request alone. Where it is not `thorough`,
 * what stays in memory is left out.
 */
export async function drive(subject: Subject, probe: Probe, thorough: boolean): Promise<readonly string[]> {
  const { scene, fixtures, spare, used, changed } = subject;
  const faults: string[] = [];
  const wanted = (steps: readonly Step[]): readonly Step[] => (thorough ? steps : steps.filter((step) => !step.inMemory));
  const { client } = scene;
  const judged = async (step: Step, ask: Promise<Answer>): Promise<Answer> => {
    const answer = await ask;
    faults.push(...faultsOf(step, answer, probe));
    return answer;
  };
  const all = (steps: readonly Step[]): Promise<unknown> =>
    Promise.all(wanted(steps).map((step) => judged(step, client.send(withAdmin(step.sent)))));

  await all(readSteps(probe));
  let named = probe.turn === "change" ? changed : used;
  for (const step of wanted(bodySteps(fixtures, probe))) {
    const { status, text } = await judged(step, client.send(withAdmin(step.sent)));
    const isKey = step.shown && step.sent.method === "POST" && step.sent.path === `${base}/virtual-keys`;
    if (isKey && status === 200) named = (JSON.parse(text) as { virtual_key: Made }).virtual_key.value;
  }
  await inOrder(wanted(pathSteps(spare, probe)), (step) => judged(step, client.send(withAdmin(step.sent))));
  await all(inferenceSteps(probe, { used, named }));
  for (const { sent } of brokenSteps(probe, { used, named })) await throwAway(scene.port, sent);
  await flush(scene);
  return faults;
}

/** A request that costs something. */
export function chat(key: string): Sent {
  const body = { model: "openai/gpt-4o-mini", max_tokens: 1, messages: [{ role: "user", content: "Hello" }] };
  return { method: "POST", path: "/v1/chat/completions", headers: { "x-bf-vk": key }, body };
}

/** Makes the ledger write its buffer at once, with a query that matches no record. */
export async function flush(scene: Pick<Scene, "client">): Promise<void> {
  await asAdmin(scene, "GET", "/api/usage/summary?from=9000000000000");
}

export async function inOrder<T, U>(all: readonly T[], work: (one: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

function withAdmin(sent: Sent): Sent {
  return sent.headers ? sent : { ...sent, headers: admin };
}

function faultsOf(step: Step, { status, text }: Answer, probe: Probe): string[] {
  const { sent, taken } = step;
  const place = `${sent.method} ${sent.path.slice(0, 120)} ${JSON.stringify(sent.body ?? sent.headers ?? "").slice(0, 300)}`;
  if (!(status >= 200 && status < 500)) return [`${place} was answered ${status} ${text.slice(0, 300)}`];
  if (taken === undefined) return [];
  if (status !== (taken ? 200 : 400)) return [`${place}: taken ${taken}, answered ${status} ${text.slice(0, 300)}`];
  return taken ? differences(step, JSON.parse(text), probe.text).map((path) => `${place}: shows another ${path}`) : [];
}

/** Uses a connection of its own: invalid HTTP is answered by closing it. */
async function throwAway(port: number, sent: Sent): Promise<void> {
  const client = createClient(port);
  await client.send(sent).catch(() => {});
  client.close();
}
