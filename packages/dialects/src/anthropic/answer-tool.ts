/** For models that take no schema for their answer: a tool which they have to call with it, and whose call is the answer. */
import type { OutputForm } from "../canonical/index.ts";
import type { Block } from "./block.ts";

/** No client's tool is called so. */
export const answerTool = "headgate_answer";

/** Beside the client's own tools it is one more to call; to call none of them is to answer. */
export function offerAnswer({ schema, description }: OutputForm & { readonly kind: "schema" }, body: Block): void {
  const tool = {
    name: answerTool,
    description: description ?? "The answer to the user, and the only way to give it.",
    input_schema: schema,
  };
  const { tools = [], tool_choice: choice } = body as { tools?: Block[]; tool_choice?: Block };
  body["tools"] = [...tools, tool];
  if (choice?.["type"] === "tool") return;
  const isOnly = tools.length === 0 || choice?.["type"] === "none";
  body["tool_choice"] = { ...(isOnly ? { type: "tool", name: answerTool } : { type: "any" }), disable_parallel_tool_use: true };
}
