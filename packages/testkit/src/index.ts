/** For plugin authors: everything a plugin's test needs, for any test runner. */
export { createClock, type HandClock } from "./clock.ts";
export { leave } from "./collect.ts";
export { conform, type ConformCase } from "./conform.ts";
export type { ConformExtras } from "./conform/trial.ts";
export { callOf, exchangeOf, type TestRequest } from "./exchange.ts";
export { createHost, type HostOverrides, type Logged, type TestHost } from "./host.ts";
export { credentialOf, type ProviderInit, providersOf } from "./providers.ts";
export { createRandom } from "./random.ts";
export { openPipeline, type OpenOptions, type OpenPipeline, type Ran, run, type RunOptions } from "./run.ts";
export { type ScriptedReply, scriptedSend, type ScriptedSend } from "./send.ts";
export {
  type ScriptedAnswer,
  type ScriptedUpstream,
  startUpstream,
  type UpstreamRequest,
  type UpstreamStep,
} from "./upstream.ts";
