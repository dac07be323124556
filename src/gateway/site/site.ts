import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { GatewayOptions } from "../options.ts";
import { LIBRARY_PATH, MESH_PATH, SERVED_PATH } from "../protocol/constants.ts";
import { refuse, SAFE } from "./answers.ts";
import { readBuiltPages } from "./built-pages.ts";
import { hasAlready, readsGzip } from "./negotiation.ts";
import { makePage, type Page } from "./page.ts";
import { ServedFolder, sendFile } from "./served-folder.ts";

/** What a browser can load: the built page, the library for pages, and the show maker's folder. */
export class Site {
  readonly #built: ReadonlyMap<string, Page>;
  readonly #show: ServedFolder | undefined;

  /** Throws `UsageError` when the folder that is to be served is not there. */
  constructor({ composer, library, serve }: GatewayOptions) {
    const built = new Map(composer === undefined ? [] : readBuiltPages(composer));
    const own = typeof library === "string" ? readWhereThere(library) : library;
    if (own !== undefined) built.set(LIBRARY_PATH, makePage(LIBRARY_PATH, Buffer.from(own)));
    this.#built = built;
    this.#show = serve === undefined ? undefined : new ServedFolder(serve);
  }

  /** Whether there is a page at `/`. */
  get built(): boolean {
    return this.#built.has("/");
  }

  /** Answers one who may come in. */
  async answer(request: IncomingMessage, response: ServerResponse, headers: OutgoingHttpHeaders = {}): Promise<void> {
    const path = pathOf(request);
    if (path === MESH_PATH)
      return refuse(response, 426, { text: "Here nodes join by WebSocket.", headers: { Upgrade: "websocket" } });
    if (path === SERVED_PATH.slice(0, -1) && this.#show !== undefined) return redirect(request, response, headers);
    const { host = "" } = request.headers;
    if (path?.startsWith(SERVED_PATH) === true && this.#show !== undefined) {
      const file = await this.#show.find(path.slice(SERVED_PATH.length));
      if (file === undefined) return refuse(response, 404, { text: NOTHING });
      const policy = policyFor(host, file.scripts);
      return sendFile(request, response, {
        file,
        headers: { ...SAFE, ...headers, "Content-Security-Policy": policy },
      });
    }
    const page = this.#built.get(path ?? "");
    if (page === undefined) return refuse(response, 404, { text: path === "/" ? NOT_BUILT : NOTHING });
    send(request, response, { page, headers: { ...SAFE, ...headers, "Content-Security-Policy": policyFor(host) } });
  }
}

function readWhereThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

/** Without the query; undefined when it cannot be read. */
function pathOf({ url = "/" }: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(url.split("?", 1)[0] ?? "");
  } catch {
    return undefined;
  }
}

/** Pages of a folder find what they name only when the URL ends with a slash. Relative: a proxy may serve us below a path. */
function redirect({ url = "" }: IncomingMessage, response: ServerResponse, headers: OutgoingHttpHeaders): void {
  const query = url.includes("?") ? url.slice(url.indexOf("?")) : "";
  response.writeHead(308, { ...SAFE, ...headers, Location: `.${SERVED_PATH}${query}` }).end();
}

function send(
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
  { page, headers }: { readonly page: Page; readonly headers: OutgoingHttpHeaders },
): void {
  const { type, etag, zipped, body } = page;
  const common = { ...headers, ETag: etag, Vary: "Accept-Encoding" };
  if (hasAlready(asked["if-none-match"], etag)) return void response.writeHead(304, common).end();
  const zip = zipped !== undefined && readsGzip(String(asked["accept-encoding"] ?? ""));
  const content = zip ? zipped : body;
  response.writeHead(200, {
    ...common,
    "Content-Type": type,
    "Content-Length": content.length,
    ...(zip && { "Content-Encoding": "gzip" }),
  });
  response.end(method === "HEAD" ? undefined : content);
}

/**
 * Nothing from elsewhere, and no script that came in with a text. Attributes may carry styles, for positions; a show maker's own
 * page may hold scripts and styles of its own. The socket is named because older browsers do not count it to 'self'.
 */
function policyFor(host: string, scripts?: readonly string[]): string {
  const own = scripts !== undefined;
  const rules = [
    "default-src 'none'",
    `script-src ${["'self'", ...(scripts ?? [])].join(" ")}`,
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

const NOTHING = "There is nothing here.";
const NOT_BUILT = "The page is not built: run `npm run build`.";
