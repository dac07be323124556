import type { BrokerOptions, ZreOptions } from "../index.ts";

/** How a gateway is set up. Times are milliseconds. */
export interface GatewayOptions {
  /** The address or name to listen on; 127.0.0.1 without it. Any other needs the token in the link. */
  readonly host?: string | undefined;
  /** The TCP port; 0 lets the system choose. Without it 8470, or where that is taken one of the ten behind it. */
  readonly httpPort?: number | undefined;
  /**
   * Further names under which browsers may ask for it: `desk.example.org`, or `*.fritz.box` for all that end so. Addresses, this
   * machine's own name and what local networks add to it are known without.
   */
  readonly allowNames?: readonly string[] | undefined;
  /** A reverse proxy stands in front, and is believed where it says below which path and whether by TLS it was asked. */
  readonly trustProxy?: boolean | undefined;
  /** Nobody may change anything. */
  readonly readOnly?: boolean | undefined;
  /** How often in a second a page is told new values at most; 30. */
  readonly rate?: number | undefined;
  /** The folder of the built page that is served at `/`; or what its files hold, by their paths in it. */
  readonly composer?: string | ReadonlyMap<string, Uint8Array> | undefined;
  /** The file that pages import as `/zocp/browser.js`; or what it holds. */
  readonly library?: string | Uint8Array | undefined;
  /** A folder of a show maker's own pages, served at `/show/`. */
  readonly serve?: string | undefined;
  /** Where the nodes of the pages are, and with which key: every page uses it. */
  readonly network?: GatewayNetwork | undefined;
  /** Is told what people should know: why nodes stay out. */
  readonly note?: ((message: string) => void) | undefined;
  readonly limits?: Partial<GatewayLimits> | undefined;
}

/** What the nodes of pages have in common. Each is a node of its own, so none can have an endpoint that is told beforehand. */
export type GatewayNetwork = Omit<ZreOptions, "id" | "headers" | "groups" | "limits" | "port" | "endpoint"> &
  BrokerOptions;

/** What pages can make a gateway hold or do. */
export interface GatewayLimits {
  /** Pages at a time, with those that just lost their connection; 64. */
  readonly clients: number;
  /** Connections that have not shown a token, or made no request yet; 128. Beyond it the oldest of the address with most is closed. */
  readonly strangers: number;
  /** Octets of one WebSocket message from a page; 4 MiB. */
  readonly message: number;
  /** Records of one page in a second, before it has to wait; a message without any counts as one, 16 names as one more; 2,000. */
  readonly messages: number;
  /** Octets of one page in a second, before it has to wait; 4 MiB. */
  readonly bytes: number;
  /** Pages up to which each has these two rates for itself; more of them share what so many have; 8. */
  readonly busy: number;
  /** Pages that become new nodes in a second; four times as many at once; 16. */
  readonly joins: number;
  /** Characters that may wait for one page; 8 Mi. */
  readonly waiting: number;
  /** Characters that are kept for all pages together; 64 Mi. */
  readonly waitingTotal: number;
  /** For how long a page that lost its connection stays the same node; 10,000. */
  readonly linger: number;
  /** How long a page may leave what it was sent unconfirmed; 30,000. */
  readonly stall: number;
  /** How long a new connection may take to join; 5,000. */
  readonly join: number;
}

export const LIMITS: GatewayLimits = {
  clients: 64,
  strangers: 128,
  message: 4 * 1024 * 1024,
  messages: 2000,
  bytes: 4 * 1024 * 1024,
  busy: 8,
  joins: 16,
  waiting: 8 * 1024 * 1024,
  waitingTotal: 64 * 1024 * 1024,
  linger: 10_000,
  stall: 30_000,
  join: 5000,
};

export const HTTP_PORT = 8470;
export const RATE = 30;
