/** Whether a Gemini client has asked to see the model's thoughts: otherwise they are not shown. */
import { type Fields, isRecord } from "../canonical/expect.ts";

export function showsThoughts(request: Fields): boolean {
  const config = request["generationConfig"] ?? request["generation_config"];
  const thinking = isRecord(config) ? (config["thinkingConfig"] ?? config["thinking_config"]) : undefined;
  return isRecord(thinking) && (thinking["includeThoughts"] ?? thinking["include_thoughts"]) === true;
}
