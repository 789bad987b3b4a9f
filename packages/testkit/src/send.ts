/** An upstream in this process: a script with one entry for each expected call. */
import { type Call, type Exchange, type MaybePromise, type Reply, reply, type ReplyInit, type Send } from "@headgate/core";

export type ScriptedReply = ReplyInit | Error | ((x: Exchange, call: Call) => MaybePromise<Reply>);

export type ScriptedSend = Send & {
  /** The calls that came, in order. */
  readonly calls: readonly Call[];
  /** Throws when fewer or more calls came than the script has entries. */
  verify(): void;
};

/** An Error is thrown, as by a broken transport. A call beyond the script throws too. */
export function scriptedSend(script: readonly ScriptedReply[]): ScriptedSend {
  const calls: Call[] = [];
  const send = (x: Exchange, call: Call): MaybePromise<Reply> => {
    const next = script[calls.length];
    calls.push(call);
    if (next === undefined) throw wrongNumber(script.length, calls.length);
    if (next instanceof Error) throw next;
    return typeof next === "function" ? next(x, call) : reply({ call, ...next });
  };
  const verify = (): void => {
    if (calls.length !== script.length) throw wrongNumber(script.length, calls.length);
  };
  return Object.assign(send, { calls, verify });
}

export function wrongNumber(expected: number, came: number): Error {
  return new Error(`the script expects ${expected} upstream call(s), but ${came} came`);
}
