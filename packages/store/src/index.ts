/** State with an end: counters, leases, sessions, cooldowns. One suite of cases binds every driver. */
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from "./memory.ts";
export { createRedisStore, type RedisStore, type RedisStoreOptions } from "./redis.ts";
export { type MakeStore, type StoreCase, storeCases } from "./cases.ts";
export type { Counted, Snapshot } from "./snapshot.ts";
export type { HandClock } from "./steps.ts";
