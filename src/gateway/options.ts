import type { ZreOptions } from "../index.ts";

/** How a gateway is set up. Times are milliseconds. */
export interface GatewayOptions {
  /** The address or name to listen on; 127.0.0.1 without it. Any other needs the token in the link. */
  readonly host?: string | undefined;
  /** The TCP port; 8470. 0 lets the system choose. */
  readonly httpPort?: number | undefined;
  /** Nobody may change anything. */
  readonly readOnly?: boolean | undefined;
  /** How often in a second a page is told new values at most; 30. */
  readonly rate?: number | undefined;
  /** The folder of the built page that is served at `/`. */
  readonly composer?: string | undefined;
  /** The file that pages import as `/zocp/browser.js`. */
  readonly library?: string | undefined;
  /** A folder of a show maker's own pages, served at `/show/`. */
  readonly serve?: string | undefined;
  /** Where the nodes of the pages are, and with which key: every page uses it. */
  readonly network?: GatewayNetwork | undefined;
  /** Is told what people should know: why nodes stay out. */
  readonly note?: ((message: string) => void) | undefined;
  readonly limits?: Partial<GatewayLimits> | undefined;
}

/** What the nodes of pages have in common. Each is a node of its own, so none can have an endpoint that is told beforehand. */
export type GatewayNetwork = Omit<ZreOptions, "id" | "headers" | "groups" | "limits" | "port" | "endpoint">;

/** What pages can make a gateway hold or do. */
export interface GatewayLimits {
  /** Pages at a time, with those that just lost their connection; 32. */
  readonly clients: number;
  /** Octets of one WebSocket message from a page; 4 MiB. */
  readonly message: number;
  /** Messages of one page in a second, before it has to wait; 2,000. */
  readonly messages: number;
  /** Characters that may wait for one page; 8 Mi. */
  readonly waiting: number;
  /** For how long a page that lost its connection stays the same node; 10,000. */
  readonly linger: number;
  /** How long a page may leave what it was sent unconfirmed; 30,000. */
  readonly stall: number;
  /** How long a new connection may take to join; 5,000. */
  readonly join: number;
}

export const LIMITS: GatewayLimits = {
  clients: 32,
  message: 4 * 1024 * 1024,
  messages: 2000,
  waiting: 8 * 1024 * 1024,
  linger: 10_000,
  stall: 30_000,
  join: 5000,
};

export const HTTP_PORT = 8470;
export const RATE = 30;
