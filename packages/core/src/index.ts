/** The engine: everything a plugin author and an app need, and nothing that knows of retries, keys or models. */
export { BootError } from "./check.ts";
export type { Body, ByteSource, Sent, Sink } from "./bytes.ts";
export { type Call, type Credential, type PerCall, perCall } from "./call.ts";
export type { Access, Exchange, ExchangeInit, Frozen } from "./exchange.ts";
export type { Hooks, Layer, MaybePromise, PassHooks, Route, RouteAbout, Send } from "./hooks.ts";
export type {
  Db,
  Egress,
  EgressReply,
  EgressRequest,
  Host,
  HostParts,
  Log,
  Provider,
  Providers,
  Random,
  Target,
} from "./host.ts";
export { type AnyKey, type AnyService, type Key, key, type Service, service } from "./key.ts";
export { createPipeline, type Described, type Pipeline, type PipelineOptions } from "./pipeline.ts";
export { definePlugin, type PluginFactory, type PluginSpec, type PluginUse, type UseOptions } from "./plugin.ts";
export { isRefusal, type Refusal, RefusalError, type RefusalInit, refuse } from "./refusal.ts";
export {
  abandon,
  deliver,
  type Delivery,
  type Outcome,
  type Reply,
  type ReplyInit,
  refused,
  reply,
  type Usage,
} from "./reply.ts";
export type { MountedRoute } from "./routes.ts";
export type { Clock } from "./runtime.ts";
export type { Hold, Reservation, Store, Window } from "./store.ts";
