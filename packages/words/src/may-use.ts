/** Whether a caller may use a target, as the plugin that judges calls would decide right now. */
import { type Exchange, service, type Service, type Target } from "@headgate/core";

export type MayUse = (x: Exchange, target: Target) => boolean;

export const MayUse: Service<MayUse> = service<MayUse>("may-use");
