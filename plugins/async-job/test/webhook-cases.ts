/** What must hold of webhooks on every database: told once, taken over, never by two at once. */
import { expect } from "vitest";
import type { Line, Scene } from "./webhook-scene.ts";

export const webhookCases: Readonly<Record<string, (open: () => Promise<Scene>) => Promise<void>>> = {
  async "two replicas deliver each message once"(open) {
    const scene = await open();
    const other = await scene.replica();
    const { id } = await scene.endpoint({ max_concurrent_deliveries: 100 });
    const jobs = Array.from({ length: 40 }, () => scene.jobs.end({ webhook: id }, Buffer.from("{}")));
    for (const job of jobs) {
      scene.webhooks.wake({ job });
      other.webhooks.wake({ job });
    }
    await scene.until(() => scene.sent.length >= 40);
    await scene.move(5);
    const told = scene.sent.map(({ body }): string => JSON.parse(body).data.job_id);
    expect(told.toSorted()).toEqual(jobs.map((job) => job.id).toSorted());
    expect(new Set(scene.sent.map(({ headers }) => headers["webhook-id"])).size).toBe(40);
    const { body } = await other.ask("GET", "/api/webhooks/deliveries?outcome=delivered&limit=10");
    expect([body.deliveries.length, body.pagination.total_count]).toEqual([10, 40]);
  },

  async "max_concurrent_deliveries holds over replicas"(open) {
    const scene = await open();
    const other = await scene.replica();
    const { id } = await scene.endpoint({ max_concurrent_deliveries: 3, attempt_timeout_seconds: 120 });
    scene.steps.push(...Array(20).fill("never"));
    for (let i = 0; i < 20; i++) scene.jobs.end({ webhook: id }, Buffer.from("{}"));
    const job = scene.jobs.end({ webhook: id }, Buffer.from("{}"));
    scene.webhooks.wake({ job });
    other.webhooks.wake({ job });
    await scene.move(10);
    expect(scene.sent).toHaveLength(3);
  },

  async "what a replica died with is sent by another, under the same id"(open) {
    const scene = await open();
    const { id } = await scene.endpoint({ attempt_timeout_seconds: 5 });
    scene.steps.push("never");
    await scene.end(id);
    scene.die();
    const other = await scene.replica();
    await scene.move(19);
    expect(scene.sent).toHaveLength(1);
    await scene.move(4);
    expect(scene.sent).toHaveLength(2);
    expect(scene.sent[1]!.headers["webhook-id"]).toBe(scene.sent[0]!.headers["webhook-id"]);
    const { body } = await other.ask("GET", `/api/webhooks/${id}/deliveries`);
    expect(body.deliveries).toMatchObject([{ attempt_no: 1, outcome: "delivered" }]);
  },

  async "what a replica says after its lease is over changes nothing"(open) {
    const scene = await open();
    const { id } = await scene.endpoint({ attempt_timeout_seconds: 1 });
    let answer = (_status: number): void => {};
    scene.steps.push(new Promise<number>((resolve) => (answer = resolve)));
    await scene.end(id);
    scene.die();
    const other = await scene.replica();
    await scene.move(20);
    expect(scene.sent).toHaveLength(2);
    answer(404);
    await scene.move(1);
    const { body } = await other.ask("GET", `/api/webhooks/${id}/deliveries`);
    expect(body.deliveries).toMatchObject([{ attempt_no: 1, outcome: "delivered" }]);
    expect((await other.ask("GET", `/api/webhooks/${id}`)).body.endpoint).toMatchObject({ consecutive_failures: 0 });
  },

  async "jobs that ended while nobody was there are told at the start"(open) {
    const scene = await open();
    const { id } = await scene.endpoint();
    await scene.close();
    scene.jobs.end({ webhook: id }, Buffer.from("{}"));
    await scene.replica();
    await scene.until(() => scene.sent.length === 1);
  },

  async "jobs that others ended are found without being woken"(open) {
    const scene = await open();
    const { id } = await scene.endpoint();
    scene.jobs.end({ webhook: id, status: "failed", statusCode: 499 }, Buffer.from("{}"));
    await scene.move(3);
    expect(scene.sent.map(({ headers }) => headers["x-bifrost-event"])).toEqual(["async_job.failed"]);
  },

  async "a redelivery begins at attempt 1 with the same id, and only when none is under way"(open) {
    const scene = await open();
    const { id } = await scene.endpoint();
    scene.steps.push(500, 404, 500, 200, "never");
    await scene.end(id);
    await scene.move(40);
    const log = async (): Promise<Line[]> => (await scene.ask("GET", `/api/webhooks/${id}/deliveries`)).body.deliveries;
    const last = (await log())[0]!;
    const again = await scene.ask("POST", `/api/webhooks/deliveries/${last.id}/redeliver`);
    expect([again.status, again.body.webhook_id]).toEqual([202, last.webhook_id]);
    await scene.until(() => scene.sent.length === 3);
    await scene.move(40);
    const lines = (await log()).map(({ attempt_no, outcome }) => [attempt_no, outcome]);
    expect(lines.toReversed()).toEqual([
      [1, "retryable_failure"],
      [2, "permanent_failure"],
      [1, "retryable_failure"],
      [2, "delivered"],
    ]);
    expect(new Set(scene.sent.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await scene.ask("POST", `/api/webhooks/deliveries/${last.id}/redeliver`);
    await scene.until(() => scene.sent.length === 5);
    expect((await scene.ask("POST", `/api/webhooks/deliveries/${last.id}/redeliver`)).error).toMatchObject({ status: 409 });
  },

  async "a list is narrowed, and told page by page"(open) {
    const scene = await open();
    const names = ["alpha", "beta_1", "betaX1"];
    for (const [i, name] of names.entries())
      await scene.endpoint({ name, events: [i === 0 ? "async_job.failed" : "async_job.completed"], disabled: i === 2 });
    const list = async (query: string) => {
      const { body } = await scene.ask("GET", `/api/webhooks?${query}`);
      return [(body.endpoints as { name: string }[]).map((it) => it.name).toSorted(), body.count, body.total_count, body.limit];
    };
    expect(await list("")).toEqual([names.toSorted(), 3, 3, 100]);
    expect(await list("search=BETA_")).toEqual([["beta_1"], 1, 1, 100]);
    expect(await list("search=%25")).toEqual([[], 0, 0, 100]);
    expect(await list("event=async_job.failed")).toEqual([["alpha"], 1, 1, 100]);
    expect(await list("disabled=true")).toEqual([["betaX1"], 1, 1, 100]);
    expect((await list("disabled=false&limit=1")).slice(1)).toEqual([1, 2, 1]);
    expect((await list("limit=2&offset=2")).slice(1)).toEqual([1, 3, 2]);
  },

  async "an endpoint goes with all that was to be sent to it"(open) {
    const scene = await open();
    const { id } = await scene.endpoint();
    scene.steps.push(500);
    await scene.end(id);
    expect((await scene.ask("DELETE", `/api/webhooks/${id}`)).status).toBe(200);
    await scene.move(60);
    expect(scene.sent).toHaveLength(1);
    expect((await scene.ask("GET", "/api/webhooks/deliveries")).body.deliveries).toEqual([]);
    const job = await scene.end(id);
    expect(scene.jobs.isTold(job.id)).toBe(true);
    expect(scene.sent).toHaveLength(1);
  },
};
