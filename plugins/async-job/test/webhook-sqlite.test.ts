/** Webhooks on SQLite: the suite of every database, and what needs to be shown on one only. */
import { expect, it, test } from "vitest";
import { webhookCases } from "./webhook-cases.ts";
import { openScene } from "./webhook-scene.ts";

it.each(Object.entries(webhookCases))("%s", async (_, run) => {
  await expect(run(() => openScene())).resolves.toBeUndefined();
});

test("what is under way at the end has a moment, and is given back untold", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  scene.steps.push("never");
  await scene.end(id);
  await scene.close();
  expect(scene.host.clock.pending).toBe(0);
  const other = await scene.replica();
  await scene.until(() => scene.sent.length === 2);
  await scene.move(1);
  const { body } = await other.ask("GET", `/api/webhooks/${id}/deliveries`);
  expect(body.deliveries).toMatchObject([{ attempt_no: 1, outcome: "delivered" }]);
});

test("an endpoint that is told of one event is not told of the other", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ events: ["async_job.completed"] });
  const job = await scene.end(id, { status: "failed", statusCode: 500 });
  await scene.move(5);
  expect([scene.sent.length, scene.jobs.isTold(job.id)]).toEqual([0, true]);
  await scene.end(id);
  expect(scene.sent.map(({ headers }) => headers["x-bifrost-event"])).toEqual(["async_job.completed"]);
});

test("while an endpoint is disabled its messages wait, and no job may name it", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  const set = (disabled: boolean) =>
    scene.ask("PUT", `/api/webhooks/${id}`, {
      name: "a",
      url: "https://hooks.test/a",
      events: ["async_job.completed"],
      disabled,
    });
  await set(true);
  await scene.end(id);
  await scene.move(100);
  expect(scene.sent).toHaveLength(0);
  expect(await scene.webhooks.endpoint("a")).toMatchObject({ status: 400, message: expect.stringContaining("disabled") });
  await set(false);
  await scene.until(() => scene.sent.length === 1);
  expect(await scene.webhooks.endpoint("a")).toBe(id);
});

test("idle, it asks the database once a second", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  let asked = 0;
  const { untold } = scene.jobs;
  scene.jobs.untold = (limit) => {
    asked++;
    return untold(limit);
  };
  await scene.move(100);
  expect(asked).toBe(50);
  expect(scene.host.clock.pending).toBe(1);
  expect(id).not.toBe("");
});

test("what ended a week ago is forgotten", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  await scene.end(id);
  for (const [days, kept] of [
    [6.9, 1],
    [0.2, 0],
  ] as const) {
    await scene.close();
    await scene.host.clock.advance(days * 86_400_000);
    const other = await scene.replica();
    await scene.move(2);
    expect((await other.ask("GET", "/api/webhooks/deliveries")).body.pagination.total_count).toBe(kept);
    await other.close();
  }
});

test("a database that is away is asked again, and said to be so once", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  const { untold } = scene.jobs;
  scene.jobs.untold = () => Promise.reject(new Error("away"));
  scene.webhooks.wake({ job: scene.jobs.end({ webhook: id }, Buffer.from("{}")) });
  await scene.move(1);
  expect(scene.host.logged.map(({ message }) => message)).toEqual(["could not find ended jobs for webhooks: it is tried again"]);
  scene.jobs.untold = untold;
  await scene.move(3);
  expect(scene.sent).toHaveLength(1);
});
