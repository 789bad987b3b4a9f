/** Decides for each request who is asking, and whether they may go on. */
import { type Call, type Exchange, type Hooks, type Host, isRefusal, type MaybePromise, type Refusal } from "@headgate/core";
import { KeyDirectory, Principal, type PrincipalFacts } from "@headgate/words";
import { isPrefixed, readCredential, readPrefixed, type Shown } from "./credential.ts";
import { openAdminKeys } from "./kept/admin-keys.ts";
import { isLikeAdminKey } from "./kept/key-value.ts";
import { createReader } from "./kept/reader.ts";
import { createKeyring, type Holder } from "./keyring.ts";
import type { AuthConfig } from "./options.ts";
import { adminRequired, adminUnknown, clientKeyRequired, keyMissing, keyNeedsItsPlace } from "./refusals.ts";
import { keyNotFound, keyUnknown, virtualKeyRequired } from "./refusals.ts";
import { createTokens, looksSigned } from "./tokens.ts";
import { findVirtualKey } from "./virtual-key.ts";
import { whileThere } from "./waiting.ts";

const anonymous: PrincipalFacts = { id: "anonymous", name: "anonymous", kind: "anonymous", admin: false };
const anybody: PrincipalFacts = { ...anonymous, admin: true };

type Found = Holder | Refusal | undefined;

export function createGate(host: Host, config: AuthConfig): Hooks {
  const { keys, adminKeys, jwt, anonymous: open, openAdmin } = config;
  const identify = createKeyring(config, host.random.bytes(32));
  const taken = new Set(["anonymous", ...[...keys, ...adminKeys].map(({ name }) => name)]);
  const readToken = jwt && createTokens(jwt, host, taken);
  const readKept = host.db && createReader(openAdminKeys(host.db, host.clock, host.random), host);
  let directory: KeyDirectory | undefined;

  const isVirtual = (shown: Shown): boolean => isPrefixed(shown) || (directory !== undefined && shown.place === "x-bf-vk");

  const isStray = ({ access }: Exchange, { credential }: Call, shown: Shown): boolean =>
    directory !== undefined && access === "client" && !credential && !isVirtual(shown);

  const find = (shown: Shown): MaybePromise<Found> => {
    const known = identify(shown);
    if (known || shown.place === "basic") return known;
    if (readToken && shown.place !== "other" && !isPrefixed(shown) && looksSigned(shown.secret)) return readToken(shown.secret);
    return directory && isVirtual(shown) ? findVirtualKey(directory, shown.secret) : undefined;
  };

  /** Keys of the database are looked up on admin routes only: clients have none there. */
  const findAdmin = (shown: Shown): MaybePromise<Found> => {
    const known = identify(shown);
    if (known) return known;
    if (readKept && isLikeAdminKey(shown.secret)) return readKept(shown);
    // Where everybody may enter, no other lookup is worth its cost.
    return openAdmin ? undefined : find(shown);
  };

  /** An anonymous client is let in, unless it shows a key with our prefix that does not exist: that is a mistake, not a visitor. */
  const turnAway = (x: Exchange, call: Call, shown: Shown | undefined): Refusal | undefined => {
    if (readKept && shown && x.access === "client" && isLikeAdminKey(shown.secret))
      return outOfPlace(call, shown) ?? clientKeyRequired();
    const virtual = shown !== undefined && isVirtual(shown);
    if (open && virtual) return keyNotFound();
    if (open && x.access === "client") return admit(x, anonymous);
    if (directory && x.access === "client" && (virtual || !shown)) return virtualKeyRequired();
    if (!shown) return keyMissing();
    return shown.place === "basic" ? adminUnknown() : keyUnknown(shown.secret);
  };

  const decide = (x: Exchange, call: Call, shown: Shown | undefined, found: Found): Refusal | undefined => {
    if (openAdmin && x.access === "admin") return admit(x, adminOf(found));
    if (isRefusal(found)) return found;
    return found && shown ? judge(x, call, shown, found) : turnAway(x, call, shown);
  };

  return {
    start() {
      directory = host.ask(KeyDirectory);
      if (directory || open || jwt || keys.length > 0) return;
      host.log.warn({}, "no client can get in: neither keys, jwt nor anonymous is set, and no plugin provides virtual keys");
    },
    pre(x, call) {
      if (x.access === "public") return undefined;
      const shown = readCredential(x);
      const found = shown && (x.access === "admin" ? findAdmin(shown) : find(shown));
      // An unknown value that a proxy puts into `authorization` does not hide the virtual key in a header after it.
      const hidden = shown && !found && isStray(x, call, shown) ? readPrefixed(x) : undefined;
      if (hidden) return decide(x, call, hidden, find(hidden) as Found);
      return found instanceof Promise
        ? whileThere(x, found).then((it) => decide(x, call, shown, it))
        : decide(x, call, shown, found);
    },
  };
}

function judge(x: Exchange, call: Call, shown: Shown, { principal, client }: Holder): Refusal | undefined {
  const misplaced = outOfPlace(call, shown);
  if (misplaced) return misplaced;
  if (x.access === "admin" && !principal.admin) return adminRequired();
  if (x.access === "client" && !client) return clientKeyRequired();
  return admit(x, principal);
}

/** A key of this gateway, about to be sent to a provider as the client's own. */
function outOfPlace({ credential }: Call, { place }: Shown): Refusal | undefined {
  return credential?.owner === "caller" && place !== "x-bf-vk" ? keyNeedsItsPlace() : undefined;
}

function admit(x: Exchange, principal: PrincipalFacts): undefined {
  x.set(Principal, principal);
}

/** On open admin routes everybody may enter; a caller with an admin key is known by it. */
function adminOf(found: Found): PrincipalFacts {
  return found && !isRefusal(found) && found.principal.admin ? found.principal : anybody;
}
