/** The official OpenAI client, its Responses, whose stream helper is strict about the order of events. */
import type { Sdk } from "../../start/sdks.ts";
import type { Client, Kind, Question, Said, Turn } from "../client.ts";
import { thrownBy } from "./openai-errors.ts";

type Item = { readonly type: string; readonly call_id: string; readonly name: string; readonly arguments: string };
interface Response {
  readonly status: string;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly output: readonly Item[];
  readonly output_text: string;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

export function openaiResponses(name: string, sdk: Sdk): Kind {
  return {
    name,
    dialect: "openai",
    throws: thrownBy(sdk),
    connect(url, apiKey): Client {
      const { responses } = new sdk({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
      return {
        async ask(question, signal) {
          return saidIn((await responses.create(bodyOf(question), { signal })) as unknown as Response);
        },
        async stream(question, hear, signal) {
          const stream = responses.stream(bodyOf(question), { signal });
          for await (const event of stream) if (event.type === "response.output_text.delta") hear(event.delta);
          return saidIn((await stream.finalResponse()) as unknown as Response);
        },
      };
    },
  };
}

function bodyOf({ model, turns, tools, schema, maxTokens }: Question) {
  const format = { type: "json_schema" as const, name: "answer", schema: { ...schema }, strict: true };
  return {
    model,
    input: turns.flatMap(itemsOf) as never[],
    ...(tools && {
      tools: tools.map((tool) => ({ type: "function" as const, strict: false, ...tool, parameters: { ...tool.parameters } })),
    }),
    ...(schema && { text: { format } }),
    ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
  };
}

function itemsOf(turn: Turn): readonly object[] {
  if ("said" in turn) return turn.said.turn as readonly object[];
  if ("results" in turn)
    return turn.results.map(({ call, output }) => ({ type: "function_call_output", call_id: call.id, output }));
  const { user, image } = turn;
  const picture = { type: "input_image", detail: "auto", image_url: `data:image/png;base64,${image}` };
  return [{ role: "user", content: [{ type: "input_text", text: user }, ...(image === undefined ? [] : [picture])] }];
}

function saidIn({ status, incomplete_details, output, output_text, usage }: Response): Said {
  const calls = output.filter(({ type }) => type === "function_call");
  if (status !== "completed" && incomplete_details?.reason !== "max_output_tokens") throw new Error(`the response is ${status}`);
  return {
    text: output_text,
    calls: calls.map(({ call_id: id, name, arguments: json }) => ({ id, name, arguments: JSON.parse(json) as unknown })),
    end: status === "incomplete" ? "length" : calls.length > 0 ? "tools" : "end",
    usage: { input: usage.input_tokens, output: usage.output_tokens },
    turn: output,
  };
}
