/** Whether a plugin further out would ask another target if this call failed: then nobody needs to wait for a silent one. */
import { type Call, type Exchange, key, type Key } from "@headgate/core";

export type HasMoreTargets = (x: Exchange, call: Call) => boolean;

export const MoreTargets: Key<HasMoreTargets> = key<HasMoreTargets>("more-targets");
