/** Writes the output format. */
import type { OutputForm } from "../canonical/index.ts";
import type { Abilities } from "./abilities.ts";
import { offerAnswer } from "./answer-tool.ts";
import type { Block } from "./block.ts";
import type { Losses } from "./losses.ts";
import { closed } from "./output-schema.ts";

/** The only way to ask for JSON without a schema. */
export const jsonInstruction = "Answer with one JSON object and nothing else.";

const field = "response_format.json_schema";

/** Written after the tools and before thinking, which depends on whether a tool is forced. */
export function writeOutput(output: OutputForm | undefined, abilities: Abilities, body: Block, losses: Losses): void {
  if (!output) return;
  if (output.kind === "json") return losses.add("output-schema", "response_format");
  if (!abilities.outputSchema) return offerAnswer(output, body);
  if (output.description !== undefined) losses.add("output-schema", `${field}.description`);
  const { schema, lessened } = closed(output.schema, `${field}.schema`);
  if (lessened) losses.add("output-schema", `${field}.schema`);
  body["output_config"] = { format: { type: "json_schema", schema } };
}
