/** Identifiers with the prefix, alphabet and length that the real service uses. */

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const hexadecimal = "0123456789abcdef";

/** `prefix` and 29 letters and digits: `chatcmpl-`, `cmpl-`. */
export function completionId(prefix: string): string {
  return prefix + random(letters, 29);
}

/** `prefix` and 24 letters and digits: `call_`. */
export function callId(): string {
  return `call_${random(letters, 24)}`;
}

/** `prefix` and 24 hexadecimal digits: `file-`, `batch_`, `batch_req_`. */
export function objectId(prefix: string): string {
  return prefix + random(hexadecimal, 24);
}

/** `prefix` and 50 hexadecimal digits: `resp_`, `msg_`, `fc_`. */
export function itemId(prefix: string): string {
  return prefix + random(hexadecimal, 50);
}

/** `prefix` and as many letters and digits as the real ones have: `msg_01`, `toolu_01`, `req_011C`. */
export function anthropicId(prefix: string): string {
  return prefix + random(base58, prefix.startsWith("req_") ? 20 : 22);
}

/** 23 characters of base64 for addresses: a Gemini `responseId`. */
export function responseId(): string {
  return random(`${letters}-_`, 23);
}

export function requestId(): string {
  return `req_${random(hexadecimal, 32)}`;
}

export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function random(alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[(Math.random() * alphabet.length) | 0];
  return text;
}
