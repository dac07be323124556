import {
  checkFunction,
  checkObject,
  checkOptions,
  checkSignal,
  checkText,
  checkTimeout,
  type OptionNames,
  pickOptions,
} from "../arguments/check.ts";
import { normalizeName } from "../arguments/names.ts";
import { UsageError } from "../errors.ts";
import { checkNodeOptions, NODE_OPTIONS } from "../node/node-options.ts";
import type { TransportNodeOptions } from "../node/transport-node.ts";
import { GatewayTransport, type TextListener } from "../transport/websocket/gateway-transport.ts";
import { makeSecret, meshAddress, ownSocketClass } from "../transport/websocket/page.ts";
import type { SocketClass } from "../transport/websocket/socket.ts";
import { rankHeaders } from "../zocp/clock/rank.ts";
import { OWN_HEADERS } from "../zocp/codec/headers.ts";
import { BrowserNode } from "./browser-node.ts";

export interface JoinOptions extends TransportNodeOptions {
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
  checkObject("the options of joinMesh", options);
  const { name, url, headers = {}, timeout = PATIENCE, signal, socket, onText } = options;
  checkOptions("joinMesh", options, JOIN_OPTIONS);
  for (const [what, given] of Object.entries({ url, name })) if (given !== undefined) checkText(what, given);
  checkObject("the headers", headers);
  for (const given of [onText, socket]) if (given !== undefined) checkFunction("onText or socket", given);
  checkTimeout(timeout);
  checkSignal(signal);
  checkNodeOptions(options);
  if (name === "" || name === undefined) throw new UsageError("invalid-name", `the name is "${name}"`);
  // The way from a page is longer than others: its clock is followed only where there is no other.
  const given = { clockRank: PAGE_RANK, ...pickOptions<TransportNodeOptions>(options, NODE_OPTIONS) };
  const transport = new GatewayTransport({
    ...meshAddress(url),
    socket: socket ?? ownSocketClass(),
    secret: makeSecret(),
    name: normalizeName(name),
    headers: new Map([...Object.entries(headers), ...OWN_HEADERS, ...rankHeaders(given.clockRank)]),
    onText,
  });
  await transport.connect({ timeout, signal });
  const node = new BrowserNode(transport, given);
  await node.start();
  return node;
}

const JOIN_OPTIONS: OptionNames<JoinOptions> = {
  ...NODE_OPTIONS,
  name: true,
  url: true,
  headers: true,
  timeout: true,
  signal: true,
  onText: true,
  socket: true,
};
const PATIENCE = 10_000;
const PAGE_RANK = 200;
