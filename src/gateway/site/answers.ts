import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import { hashOf } from "./inline-scripts.ts";

/** Sent with everything. */
export const SAFE: OutgoingHttpHeaders = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "private, no-cache",
};

/** Answers with a sentence, and reads nothing more over this connection: a request that is refused may have a body. */
export function refuse(
  response: ServerResponse,
  status: number,
  { text, headers = {} }: { readonly text: string; readonly headers?: OutgoingHttpHeaders },
): void {
  const type = "text/plain; charset=utf-8";
  response.writeHead(status, { ...SAFE, "Content-Type": type, Connection: "close", ...headers }).end(`${text}\n`);
}

/**
 * Says that the link is missing. A browser that comes by a link on another site keeps its token back for that one request, so
 * the page asks once more by itself; the second time the text stays.
 */
export function askForLink(request: IncomingMessage, response: ServerResponse): void {
  if (!wantsPage(request)) return refuse(response, 403, { text: NO_TOKEN });
  const headers = {
    ...SAFE,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": `default-src 'none'; script-src 'sha256-${hashOf(ASK_AGAIN)}'; style-src 'sha256-${hashOf(LOOK)}'`,
    Connection: "close",
  };
  const html = `<!doctype html><title>zocp</title><meta name="viewport" content="width=device-width"><style>${LOOK}</style><main><h1>No way in yet</h1><p>${NO_TOKEN}</p><p>The link ends in <code>?token=…</code>, and is good for as long as the composer that printed it runs. Ask whoever started it for the link of today.</p></main><script>${ASK_AGAIN}</script>\n`;
  response.writeHead(403, headers).end(request.method === "HEAD" ? undefined : html);
}

/** Whether a person wants to see a page, and not a program or a page a file. */
export function wantsPage({ headers, method }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && String(headers.accept).includes("text/html");
}

const NO_TOKEN =
  "The link needs its token: open the whole link that zocp composer has printed. The browser must be allowed to keep cookies.";
const LOOK =
  ":root{color-scheme:dark light}body{margin:0;font:16px/1.5 system-ui,sans-serif}main{max-width:34rem;margin:22vh auto 0;padding:1.5rem}h1{margin:0 0 .75rem;font-size:1.6rem}code{font-family:ui-monospace,monospace}";
const ASK_AGAIN = `try {
  const asked = Number(sessionStorage.getItem("zocp asked"));
  sessionStorage.setItem("zocp asked", String(Date.now()));
  if (Date.now() - asked > 10000) location.replace(location.href);
} catch {}`;
