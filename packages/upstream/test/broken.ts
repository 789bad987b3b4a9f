/** Streamed texts that break off, and what their bodies tell of it. */
import type { ByteSource, Call, Reply } from "@headgate/core";
import type { UpstreamStep } from "@headgate/testkit";
import { type Heard, listen, openRig, type Rig, type RigOptions, streamed } from "./rig.ts";
import { role } from "./stages.ts";

export type Sent = Call["continues"];

export const say = (content: string, more: object = {}): string =>
  `data: ${JSON.stringify({ id: "1", choices: [{ index: 0, delta: { content }, finish_reason: null, ...more }] })}\n\n`;
export const cut: UpstreamStep = { events: [role, say("Hello, "), say("wor")], ending: "cut" };
export const error = (code: string): string => `data: ${JSON.stringify({ error: { message: "m", code } })}\n\n`;

export function sentOf(reply: Reply): Sent {
  return (reply.body as ByteSource).sent?.();
}

export async function broken(
  script: readonly UpstreamStep[],
  options: RigOptions = {},
): Promise<{ rig: Rig; reply: Reply; heard: Heard }> {
  const rig = await openRig(script, { resume: true, ...options });
  const reply = await rig.send(rig.exchange(streamed));
  const heard = listen(reply);
  await heard.outcome;
  return { rig, reply, heard };
}
