/** What both sides name when they open a WebSocket; a later version has another name. */
export const SUBPROTOCOL = "zocp.gateway.1";

/** What a program that has no cookie names beside it, with its token behind it: URLs are written into logs, this is not. */
export const TOKEN_PROTOCOL = "zocp.token.";

/** In the query of a page and of its WebSocket: it only looks, also where the browser may do more. */
export const LOOK_ONLY = "look";

/** The same of one that sets values and plays cues, and patches nothing. */
export const PERFORM_ONLY = "perform";

/** Where the gateway takes WebSockets. */
export const MESH_PATH = "/mesh";

/** Where a show maker's own pages are, and the library that they load. */
export const SERVED_PATH = "/show/";
export const LIBRARY_PATH = "/zocp/browser.js";

/** Why the gateway closes a WebSocket. After those from 4400 to 4409 it makes no sense to come back by oneself. */
export const CLOSE = {
  /** The page broke the protocol, or wants to be what no node can be. */
  malformed: 4400,
  /** The link carries no token, or a wrong one. */
  forbidden: 4401,
  /** Another connection took over this node. */
  replaced: 4409,
  /** The page did not join, or did not read, for too long. It may come back, as new. */
  slow: 4410,
  /** There are too many pages. */
  full: 4429,
  /** The network cannot be used; it may be later. */
  unavailable: 4430,
  /** A mistake in the gateway. Only this page is concerned; it may come back, as new. */
  fault: 1011,
  /** The gateway ends. */
  goingAway: 1001,
  normal: 1000,
} as const;

/** Whether a page that was closed with this code should not try again by itself. */
export function isFinal(code: number): boolean {
  return code >= 4400 && code <= 4409;
}

/** Characters of one text that a page can send, and that it can be sent. */
export const LONGEST_TEXT = { fromPage: 0x10_0000, toPage: 0x40_0000 } as const;

/** Records in one batch of a page. */
export const MAX_RECORDS = 2000;

/** Milliseconds of silence after which the gateway says something. */
export const SIGN_OF_LIFE = 4000;

/** Milliseconds of silence after which the other side is given up. */
export const SILENCE = 12_000;
