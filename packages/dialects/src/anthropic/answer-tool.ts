/** For models without output schemas: a tool that has to be called with the answer. */
import type { OutputForm } from "../canonical/index.ts";
import type { Block } from "./block.ts";

/** A name that no client's tool has. */
export const answerTool = "headgate_answer";

/** Besides the client's own tools it is one more to call; calling none of them is an answer too. */
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
