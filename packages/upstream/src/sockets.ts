/** The sockets that calls leave by: straight to where they go, or through a proxy's CONNECT. */
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { Agent, type Dispatcher, Pool, ProxyAgent } from "undici";
import { publicLookup } from "./addresses.ts";

/** How to get to a provider. */
export interface Route {
  /** Its URL, without credentials; absent: none. It resolves names itself, so only an address literal can be checked. */
  readonly proxy?: string | undefined;
  /** Value of the `proxy-authorization` header. */
  readonly proxyAuthorization?: string | undefined;
  /** PEM of certificate authorities that are trusted besides the usual ones. */
  readonly ca?: string | undefined;
}

/** The time that a proxy has to answer a CONNECT, the same as for a connection. */
const tunnelMs = 10_000;

/** To any origin. */
export function createAgent(route: Route, allowPrivateNetwork: boolean): Dispatcher {
  return proxied(route, {}) ?? new Agent({ connect: connectOf(route, allowPrivateNetwork) });
}

/** To one origin: calls need not name it. */
export function createPool(origin: string, route: Route, allowPrivateNetwork: boolean, options: Pool.Options): Sockets {
  const agent = proxied(route, options);
  if (!agent) return new Pool(origin, { ...options, connect: connectOf(route, allowPrivateNetwork) });
  return {
    dispatch: (asked, handler) => agent.dispatch({ ...asked, origin }, handler),
    destroy: () => agent.destroy(),
  };
}

export interface Sockets {
  dispatch(asked: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean;
  destroy(): Promise<void>;
}

function proxied({ proxy, proxyAuthorization, ca }: Route, options: Pool.Options): ProxyAgent | undefined {
  if (proxy === undefined) return undefined;
  const trusted = trusting(ca);
  return new ProxyAgent({
    ...options,
    uri: proxy,
    ...(proxyAuthorization !== undefined && { token: proxyAuthorization }),
    ...(trusted && { requestTls: trusted, proxyTls: trusted }),
    clientFactory: (url, own) => new Pool(url, { ...own, headersTimeout: tunnelMs }),
  });
}

function connectOf({ ca }: Route, allowPrivateNetwork: boolean): object {
  return { ...(!allowPrivateNetwork && { lookup: publicLookup }), ...trusting(ca) };
}

/** Made once: parsing the usual authorities again for each socket would take milliseconds. */
function trusting(ca: string | undefined): { readonly secureContext: SecureContext } | undefined {
  return ca === undefined ? undefined : { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) };
}
