/** The edge: requests in, exchanges through the pipeline, replies out. The only package that knows h3. */
export type { Access } from "./access.ts";
export { type App, type AppOptions, createApp, type NodeHandler } from "./app.ts";
export type { CorsOptions } from "./cors.ts";
export { createExchange } from "./exchange.ts";
export { freeze, thaw } from "./freeze.ts";
export { createRender } from "./render.ts";
export { notLoopback, shuttingDown } from "./refusals.ts";
export { type Entrance, entrances } from "./table.ts";
