/** Judges a form as the door judges JSON: the model, whether it streams, and whether the fields are there that any API would require. */
import type { Refusal } from "@headgate/core";
import type { Operation } from "@headgate/dialects";
import { type Form, formField, isNamed } from "@headgate/wire";
import { type Faulty, together } from "../faults.ts";
import { missing, wrongInside, wrongValue } from "../refusals.ts";
import { noText, twice } from "./refusals.ts";

/** Fields that the gateway itself acts on: with two of one name it would be unclear which one counts. */
const single = ["model", "stream", "n", "response_format"];

export function judgeForm(form: Form, operation: Operation): { readonly model: string; readonly stream: boolean } | Refusal {
  for (const name of single) {
    const those = form.parts.filter((part) => isNamed(part.name, name));
    if (those.length > 1) return twice(name);
    if (those[0] && those[0].value === undefined) return noText(name);
  }
  const model = formField(form, "model");
  const faults: Faulty[] = [];
  if (typeof model !== "string" || model === "") faults.push(missing("model", "model is required"));
  const absent = operation.required.filter(
    ({ name, unless = [] }) => !has(form, name) && !unless.some((other) => has(form, other)),
  );
  faults.push(...absent.map(({ name, message }) => missing(name, message)));
  const wrong = absent.length === 0 ? operation.wrong?.((name) => formField(form, name)) : undefined;
  if (wrong) faults.push(wrongInside(wrong));
  const stream = streamOf(form, operation);
  if (typeof stream !== "boolean") faults.push(stream);
  return faults.length > 0 || typeof model !== "string" || typeof stream !== "boolean" ? together(faults, []) : { model, stream };
}

function streamOf(form: Form, { name, stream: format }: Operation): boolean | Faulty {
  const stream = formField(form, "stream");
  if (stream === undefined || stream === "" || stream === false) return false;
  if (stream !== true) return wrongValue("stream", `stream is ${JSON.stringify(stream)}; expected true or false`);
  return format ? true : wrongValue("stream", `${name} has no streaming form; leave stream out`);
}

/** A file, or a text that is not empty. */
function has({ parts }: Form, name: string): boolean {
  return parts.some((part) => isNamed(part.name, name) && part.value?.length !== 0);
}
