/** Requests about a stored response: get, list its input, cancel, delete. */
import { type Answer, type Ask, type Whole, said } from "../../answer.ts";
import type { Json } from "../../body.ts";
import { problem } from "../../dialects/openai.ts";
import { itemId } from "../../ids.ts";
import { type KeptResponse, ownerOf } from "../../kept.ts";
import { records } from "../../reaction.ts";
import { page } from "../shared/page.ts";

/** The size of a response in bytes, without the request that it repeats. */
const around = 4096;

/** Stores it unless the request says otherwise; undefined if it does. */
export function keepResponse({ body, call, kept }: Ask, id: string, state: Json): KeptResponse | undefined {
  if (body.store === false) return undefined;
  const response: KeptResponse = { asked: body, state };
  kept.responses.put(id, ownerOf(call), response, call.bytes.length + around);
  return response;
}

/** What is wrong with the previous response; undefined if nothing is. */
export function wrongPrevious({ body, call, kept }: Ask): Whole | undefined {
  const { previous_response_id: id } = body;
  if (id === undefined || id === null) return undefined;
  if (typeof id === "string" && kept.responses.get(id, ownerOf(call))) return undefined;
  const said = typeof id === "string" ? id : JSON.stringify(id);
  return problem(400, `Previous response with id '${said}' not found.`, "previous_response_not_found", "previous_response_id");
}

export function showResponse(ask: Ask, id: string): Answer {
  return found(ask, id, ({ state }) => said(state));
}

export function deleteResponse(ask: Ask, id: string): Answer {
  return found(ask, id, () => {
    ask.kept.responses.delete(id, ownerOf(ask.call));
    return said({ id, object: "response.deleted", deleted: true });
  });
}

export function cancelResponse(ask: Ask, id: string): Answer {
  return found(ask, id, (response) => {
    if (response.asked.background !== true) return problem(400, "Cannot cancel a synchronous response.");
    response.state = { ...response.state, status: "cancelled", output: [], usage: null };
    return said(response.state);
  });
}

export function inputItems(ask: Ask, id: string): Answer {
  return found(ask, id, (response) => page((response.input ??= itemsOf(response.asked.input)).toReversed(), ask.call));
}

function found({ call, kept }: Ask, id: string, then: (response: KeptResponse) => Whole): Whole {
  const response = kept.responses.get(id, ownerOf(call));
  return response ? then(response) : problem(404, `Response with id '${id}' not found.`);
}

function itemsOf(input: unknown): readonly Json[] {
  const items = typeof input === "string" ? [{ role: "user", content: input }] : records(input);
  return items.map((item) => (item.role === undefined ? { id: itemId(prefixOf(item)), ...item } : message(item)));
}

function message({ role, content, ...rest }: Json): Json {
  const type = role === "assistant" ? "output_text" : "input_text";
  const parts = typeof content === "string" ? [{ type, text: content }] : content;
  return { id: itemId("msg_"), type: "message", status: "completed", role, ...rest, content: parts };
}

function prefixOf({ type }: Json): string {
  return type === "function_call" ? "fc_" : type === "reasoning" ? "rs_" : "item_";
}
