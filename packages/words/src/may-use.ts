/** Where a caller may go, as whoever judges calls would say right now. */
import { type Exchange, service, type Service, type Target } from "@headgate/core";

export type MayUse = (x: Exchange, target: Target) => boolean;

export const MayUse: Service<MayUse> = service<MayUse>("may-use");
