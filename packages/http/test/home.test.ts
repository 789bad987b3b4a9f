/** At a vendor's own address a bare model name is that vendor's, where it is nobody else's; at every other address it is left open. */
import type { Call, Exchange, Target } from "@headgate/core";
import { anthropic, gemini, openai } from "@headgate/dialects";
import { providersOf } from "@headgate/testkit";
import { expect, test } from "vitest";
import { chat, fine, openEdge } from "./edge.ts";

const told = { messages: chat.messages, max_tokens: 1 };
const contents = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };

async function asked(path: string, body: object) {
  const calls: [Exchange, Call][] = [];
  const homes: (string | undefined)[] = [];
  const providers = {
    ...providersOf([{ name: "openai", dialect: "openai" }]),
    resolve(model: string, home?: string): readonly Target[] {
      homes.push(home);
      return home === undefined ? [] : [{ provider: `${home}'s`, model }];
    },
  };
  const send = (x: Exchange, call: Call) => (calls.push([x, call]), fine());
  const edge = await openEdge({ dialects: [openai, anthropic, gemini], providers, send });
  expect((await edge.post(path, body)).status).toBe(200);
  const [x, call] = calls[0]!;
  return { homes, written: x.field("model"), provider: call.provider, model: call.model };
}

test.each([
  ["/openai/v1/chat/completions", { ...chat, model: "m" }, "openai"],
  ["/openai/v1/embeddings", { model: "m", input: "a" }, "openai"],
  ["/anthropic/v1/messages", { model: "m", ...told }, "anthropic"],
  ["/genai/v1beta/models/m:generateContent", contents, "gemini"],
  ["/litellm/anthropic/v1/messages", { model: "m", ...told }, "anthropic"],
  ["/langchain/genai/v1beta/models/m:streamGenerateContent", contents, "gemini"],
  ["/v1/chat/completions", { ...chat, model: "m" }, undefined],
  ["/v1/messages", { model: "m", ...told }, undefined],
  ["/v1beta/models/m:generateContent", contents, undefined],
  ["/litellm/v1/chat/completions", { ...chat, model: "m" }, undefined],
])("%s", async (path, body, home) => {
  const provider = home === undefined ? "" : `${home}'s`;
  // Whoever routes bare names sees that this one was bare.
  expect(await asked(path, body)).toEqual({ homes: [home], written: "m", provider, model: "m" });
});
