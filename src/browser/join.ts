import { UsageError } from "../errors.ts";
import type { RealmNodeOptions } from "../runtime/realm-node.ts";
import { OWN_HEADERS } from "../zocp/headers.ts";
import { BrowserNode } from "./browser-node.ts";
import { GatewayRealm, type TextListener } from "./gateway-realm.ts";
import { makeSecret, meshUrl, ownSocketClass } from "./page.ts";
import type { SocketClass } from "./socket.ts";

export interface JoinOptions extends RealmNodeOptions {
  /** What people call this node; at most 255 bytes of UTF-8. */
  readonly name: string;
  /** A link to the gateway, with its token if it needs one. The page's own without it. */
  readonly url?: string | undefined;
  /** What else this node says of itself. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long to try, in milliseconds; 10,000. */
  readonly timeout?: number | undefined;
  /** Ends the attempt, and rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Sees every ZOCP message that passes between this page and another node, as it is; for tools that show it. */
  readonly onText?: TextListener | undefined;
  /** Another class than the browser's `WebSocket`. */
  readonly socket?: SocketClass | undefined;
}

/**
 * Makes this page a node of the network. It stays the same node when its connection is lost for less than ten seconds, and comes
 * back by itself after that, too. Rejects with `NetworkError` when the gateway refuses or does not answer; throws `UsageError`.
 */
export async function joinMesh(options: JoinOptions): Promise<BrowserNode> {
  const { name, url, headers = {}, timeout = PATIENCE, signal, socket, onText } = options;
  if (typeof name !== "string" || name === "") throw new UsageError("invalid-name", `the name is "${name}"`);
  const realm = new GatewayRealm({
    url: meshUrl(url),
    socket: socket ?? ownSocketClass(),
    secret: makeSecret(),
    name,
    headers: new Map([...Object.entries(headers), ...OWN_HEADERS]),
    onText,
  });
  await realm.connect({ timeout, signal });
  const node = new BrowserNode(realm, options);
  await node.start();
  return node;
}

const PATIENCE = 10_000;
