/** Real randomness. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Random } from "@headgate/core";

export const systemRandom: Random = { number: Math.random, uuid: () => randomUUID(), bytes: (size) => randomBytes(size) };
