/** The old text completions: one choice for each prompt, times n. */
import { comment, data, type Answer, type Ask } from "../../answer.ts";
import { isRecord } from "../../body.ts";
import { bareFailure, doneFrame } from "../../dialects/openai.ts";
import { completionId, seconds } from "../../ids.ts";
import { cut, echo, stopsOf, type Text } from "../../text.ts";
import { chatUsage, estimate, usageOr } from "../../usage.ts";
import { choices, limitOf } from "../shared/limits.ts";
import { listOf } from "./embeddings.ts";

export function completions(ask: Ask): Answer {
  const { body, fault, settings } = ask;
  const prompts = listOf(body.prompt) ?? [""];
  const texts = prompts.flatMap((prompt) => {
    const said = typeof prompt === "string" ? prompt : `[${prompt.length} tokens]`;
    const text = cut(
      settings.answer ?? echo(said),
      limitOf(body.max_tokens),
      ask.stream ? (fault.events ?? settings.tokens) : undefined,
      stopsOf(body.stop),
    );
    return Array.from({ length: choices(body.n) }, () => text);
  });
  const input = prompts.reduce<number>(
    (sum, prompt) => sum + (typeof prompt === "string" ? estimate(prompt.length) : prompt.length),
    0,
  );
  const head = {
    id: completionId("cmpl-"),
    object: "text_completion",
    created: seconds(settings.now()),
    model: ask.model,
  };
  const system_fingerprint = `fp_${settings.name}`;
  const usage = usageOr(
    fault.usage,
    chatUsage(input, { thought: 0, all: texts.reduce((sum, text) => sum + text.pieces.length, 0) }),
  );
  if (!ask.stream) {
    const list = texts.map((text, index) => choice(index, text.whole, reason(text)));
    return { status: 200, json: JSON.stringify({ ...head, choices: list, usage, system_fingerprint }) };
  }
  const counted = isRecord(body.stream_options) && body.stream_options.include_usage === true;
  const chunk = (list: readonly object[], total?: object | null): string =>
    data({
      ...head,
      choices: list,
      system_fingerprint,
      ...(total !== undefined && { usage: total }),
    });
  return {
    frames: frames(texts, chunk, fault.comments ?? 0, counted ? usage : undefined),
    terminator: doneFrame,
    failure: bareFailure,
  };
}

type Chunk = (list: readonly object[], total?: object | null) => string;

function* frames(texts: readonly Text[], chunk: Chunk, comments: number, usage: object | undefined): Generator<string> {
  const open = usage && null;
  for (let i = 0; i < comments; i++) {
    yield comment;
    yield chunk([choice(0, "", null)], open);
  }
  const longest = Math.max(...texts.map((text) => text.pieces.length));
  for (let i = 0; i < longest; i++) {
    for (const [index, text] of texts.entries()) {
      const piece = text.pieces[i];
      if (piece !== undefined) yield chunk([choice(index, piece, null)], open);
    }
  }
  for (const [index, text] of texts.entries()) yield chunk([choice(index, "", reason(text))], open);
  if (usage) yield chunk([], usage);
}

function choice(index: number, text: string, finish_reason: string | null): object {
  return { text, index, logprobs: null, finish_reason };
}

function reason(text: Text): string {
  return text.short ? "length" : "stop";
}
