/** Whether a client of Gemini has asked to see what the model thinks: it is not shown to anybody else. */
import { type Fields, isFields } from "./json-values.ts";

export function showsThoughts(request: Fields): boolean {
  const config = request["generationConfig"] ?? request["generation_config"];
  const thinking = isFields(config) ? (config["thinkingConfig"] ?? config["thinking_config"]) : undefined;
  return isFields(thinking) && (thinking["includeThoughts"] ?? thinking["include_thoughts"]) === true;
}
