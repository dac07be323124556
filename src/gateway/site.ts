import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import type { Admission } from "./admission.ts";
import { readBuiltPages } from "./built-pages.ts";
import type { GatewayOptions } from "./options.ts";
import { makePage, type Page } from "./page.ts";
import { MESH_PATH } from "./protocol/constants.ts";
import { ShowFolder } from "./show-folder.ts";

/** What a browser can load: the built page, the library for pages, and the show maker's folder. */
export class Site {
  readonly #admission: Admission;
  readonly #built: ReadonlyMap<string, Page>;
  readonly #show: ShowFolder | undefined;

  /** Throws `UsageError` when the folder that is to be served is not there. */
  constructor(admission: Admission, { composer, library, serve }: GatewayOptions) {
    this.#admission = admission;
    const built = new Map(composer !== undefined && existsSync(composer) ? readBuiltPages(composer) : []);
    if (library !== undefined && existsSync(library)) built.set(LIBRARY_PATH, makePage(library, readFileSync(library)));
    this.#built = built;
    this.#show = serve === undefined ? undefined : new ShowFolder(serve);
  }

  /** Whether there is a page at `/`. */
  get built(): boolean {
    return this.#built.has("/");
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#admission.knows(request)) return refuse(response, 403, "This name is not one of this gateway.");
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(response, 405, "Only GET is answered.", { Allow: "GET, HEAD" });
    const path = pathOf(request);
    if (path === MESH_PATH) return refuse(response, 426, "Here nodes join by WebSocket.", { Upgrade: "websocket" });
    if (path === SHOW_PATH.slice(0, -1) && this.#show !== undefined) return redirect(request, response);
    const own = path?.startsWith(SHOW_PATH) === true;
    const page = own ? await this.#show?.find(path.slice(SHOW_PATH.length)) : this.#built.get(path ?? "");
    if (page === undefined) return refuse(response, 404, path === "/" ? NOT_BUILT : "There is nothing here.");
    send(request, response, { page, policy: policyFor(page, own, request.headers.host ?? "") });
  }
}

/** Without the query; undefined when it cannot be read. */
function pathOf({ url = "/" }: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(url.split("?", 1)[0] ?? "");
  } catch {
    return undefined;
  }
}

/** Pages of a folder find what they name only when the URL ends with a slash. */
function redirect({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const query = url.includes("?") ? url.slice(url.indexOf("?")) : "";
  response.writeHead(308, { ...SAFE, Location: SHOW_PATH + query }).end();
}

function send(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { page, policy }: { readonly page: Page; readonly policy: string },
): void {
  const { type, etag, zipped, body } = page;
  const common = { ...SAFE, "Content-Security-Policy": policy, ETag: etag, Vary: "Accept-Encoding" };
  if (headers["if-none-match"] === etag) return void response.writeHead(304, common).end();
  const zip = zipped !== undefined && /\bgzip\b/.test(String(headers["accept-encoding"]));
  const content = zip ? zipped : body;
  response.writeHead(200, {
    ...common,
    "Content-Type": type,
    "Content-Length": content.length,
    ...(zip && { "Content-Encoding": "gzip" }),
  });
  response.end(method === "HEAD" ? undefined : content);
}

function refuse(response: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { ...SAFE, "Content-Type": "text/plain; charset=utf-8", ...headers }).end(`${text}\n`);
}

/**
 * Nothing from elsewhere, and no script that came in with a text. Attributes may carry styles, for positions; a show maker's own
 * page may hold scripts and styles of its own. The socket is named because older browsers do not count it to 'self'.
 */
function policyFor({ scripts }: Page, own: boolean, host: string): string {
  const rules = [
    "default-src 'none'",
    `script-src ${["'self'", ...(own ? scripts : [])].join(" ")}`,
    own ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return rules.join("; ");
}

const SAFE: OutgoingHttpHeaders = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-cache",
};

/** Where a show maker's own pages are. */
const SHOW_PATH = "/show/";
const LIBRARY_PATH = "/zocp/browser.js";
const NOT_BUILT = "The page is not built: run `npm run build`.";
