/** Hand-written forms, for what no client would send. */

export const boundary = "----the-boundary";
export const type = `multipart/form-data; boundary=${boundary}`;

export interface Field {
  readonly name: string;
  readonly filename?: string;
  readonly head?: readonly string[];
  readonly content: string;
}

export const model: Field = { name: "model", content: "openai/whisper-1" };
export const file: Field = { name: "file", filename: "a.mp3", content: "ID3 some audio" };

export function part({ name, filename, head = [], content }: Field): string {
  const named = filename === undefined ? "" : `; filename="${filename}"`;
  return ["", `content-disposition: form-data; name="${name}"${named}`, ...head, "", content, ""].join("\r\n");
}

export function form(...fields: readonly Field[]): string {
  return `${fields.map((field) => `--${boundary}${part(field)}`).join("")}--${boundary}--\r\n`;
}
