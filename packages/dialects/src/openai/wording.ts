/** Where the text is in a choice of a Chat or Completions stream. */
import { isEmpty } from "./deltas.ts";
import { isRecord } from "../canonical/expect.ts";

type Choice = Readonly<Record<string, unknown>>;

export interface Wording {
  /** What this choice adds to the text; undefined when it says anything but text. Its finish reason is not looked at. */
  read(choice: Choice): string | undefined;
  /** The same choice with another text, for a client that knows its role already. */
  write(choice: Choice, text: string): Choice;
}

export const chatWording: Wording = {
  read(choice) {
    const delta = choice["delta"] ?? {};
    if (!isAlone(choice) || !isRecord(delta)) return undefined;
    const { role: _role, content = null, ...others } = delta;
    if (!Object.values(others).every(isEmpty)) return undefined;
    return content === null ? "" : typeof content === "string" ? content : undefined;
  },
  write(choice, text) {
    const { role: _role, ...delta } = choice["delta"] as Choice;
    return { ...choice, delta: { ...delta, content: text } };
  },
};

export const completionWording: Wording = {
  read(choice) {
    const text = choice["text"] ?? "";
    return isAlone(choice) && typeof text === "string" ? text : undefined;
  },
  write: (choice, text) => ({ ...choice, text }),
};

/** The only choice there is, without what a model says of its tokens: that could not be cut where the text is. */
function isAlone({ index, logprobs }: Choice): boolean {
  return (index ?? 0) === 0 && isEmpty(logprobs);
}
