import { UsageError } from "../errors.ts";
import { MESH_PATH } from "../gateway/protocol/constants.ts";
import type { SocketClass } from "./socket.ts";

/**
 * The URL of the gateway's socket. Without a URL it is that of the page itself; the token is the one in the page's link, or the
 * one that an earlier page of this tab was opened with. Throws `UsageError`.
 */
export function meshUrl(given: string | undefined): string {
  const here = surroundings.location?.href;
  const base = given ?? here;
  if (base === undefined) throw new UsageError("invalid-argument", "url is missing: outside of a page nobody knows it");
  let url: URL;
  try {
    url = new URL(base, here);
  } catch {
    throw new UsageError("invalid-argument", `url is "${given}", which is no URL`);
  }
  const token = url.searchParams.get("token") ?? (given === undefined ? remembered() : undefined);
  if (given === undefined && token) remember(token);
  const mesh = new URL(MESH_PATH, url);
  mesh.protocol = /^(https|wss):$/.test(url.protocol) ? "wss:" : "ws:";
  if (token) mesh.searchParams.set("token", token);
  return mesh.href;
}

/** The WebSocket of the browser. Throws `UsageError` where there is none. */
export function ownSocketClass(): SocketClass {
  if (surroundings.WebSocket !== undefined) return surroundings.WebSocket;
  throw new UsageError("invalid-argument", "there is no WebSocket here: hand one in as `socket`");
}

/** 64 hexadecimal digits that nobody can guess. */
export function makeSecret(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(32));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Calls back when the browser has a network again; returns how to stop. */
export function whenOnline(callback: () => void): () => void {
  surroundings.addEventListener?.("online", callback);
  return () => surroundings.removeEventListener?.("online", callback);
}

/** A browser may forbid a page to keep anything. */
function remembered(): string | undefined {
  try {
    return surroundings.sessionStorage?.getItem(TOKEN) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(token: string): void {
  try {
    surroundings.sessionStorage?.setItem(TOKEN, token);
  } catch {
    // Then the next page needs it in its own link.
  }
}

interface Surroundings {
  readonly location?: { readonly href: string };
  readonly WebSocket?: SocketClass;
  readonly sessionStorage?: { getItem(name: string): string | null; setItem(name: string, value: string): void };
  readonly addEventListener?: (type: string, listener: () => void) => void;
  readonly removeEventListener?: (type: string, listener: () => void) => void;
}

const surroundings = globalThis as unknown as Surroundings;
const TOKEN = "zocp token";
