import { UsageError } from "../../errors.ts";
import { LIBRARY_PATH, LOOK_ONLY, MESH_PATH, PERFORM_ONLY, SERVED_PATH } from "../../gateway/protocol/constants.ts";
import type { SocketClass } from "./socket.ts";

/** Where the gateway takes the socket of a page, and what opens it. */
export interface MeshAddress {
  readonly url: string;
  /** Undefined where the browser keeps the token, or none is needed. */
  readonly token: string | undefined;
}

/**
 * Where the gateway's socket is. Without a link it is found from the page itself, whose browser keeps the token. Throws
 * `UsageError`.
 */
export function meshAddress(given: string | undefined, library: string = import.meta.url): MeshAddress {
  const here = surroundings.location?.href;
  // The library knows best below which path of a proxy the gateway is: it is always loaded from the same place.
  const base = given ?? (library.endsWith(LIBRARY_PATH) ? new URL("..", library).href : here);
  if (base === undefined) throw new UsageError("invalid-argument", "url is missing: outside of a page nobody knows it");
  let url: URL;
  try {
    url = new URL(base, here);
  } catch {
    throw new UsageError("invalid-argument", `url is "${given}", which is no URL`);
  }
  const mesh = new URL(rootOf(url.pathname) + MESH_PATH.slice(1), url);
  mesh.protocol = /^(https|wss):$/.test(url.protocol) ? "wss:" : "ws:";
  const said = (word: string): boolean => [new URL(here ?? url), url].some((one) => one.searchParams.has(word));
  mesh.search = [LOOK_ONLY, PERFORM_ONLY].find(said) ?? "";
  return { url: mesh.href, token: url.searchParams.get("token") ?? undefined };
}

/** The path of the gateway, in that of one of its pages. */
function rootOf(path: string): string {
  const show = path.indexOf(SERVED_PATH);
  return show >= 0 ? path.slice(0, show + 1) : path.slice(0, path.lastIndexOf("/") + 1);
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

interface Surroundings {
  readonly location?: { readonly href: string };
  readonly WebSocket?: SocketClass;
  readonly addEventListener?: (type: string, listener: () => void) => void;
  readonly removeEventListener?: (type: string, listener: () => void) => void;
}

const surroundings = globalThis as unknown as Surroundings;
