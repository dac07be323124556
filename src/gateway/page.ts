import { createHash } from "node:crypto";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";

/** A file as it is sent to a browser. */
export interface Page {
  readonly body: Buffer;
  /** The same, compressed; undefined where that is no gain. */
  readonly zipped: Buffer | undefined;
  readonly type: string;
  readonly etag: string;
  /** The scripts that stand in the text itself, as a Content-Security-Policy names them. */
  readonly scripts: readonly string[];
}

/** Makes a page of a file's content; its kind is told by the name's ending. */
export function makePage(name: string, body: Buffer): Page {
  const type = TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
  const zip = COMPRESSIBLE.test(type) && body.length > WORTHWHILE ? gzipSync(body) : undefined;
  return {
    body,
    zipped: zip !== undefined && zip.length < body.length ? zip : undefined,
    type,
    etag: `"${hash(body).slice(0, 22)}"`,
    scripts: type.startsWith("text/html") ? inlineScripts(body.toString("utf8")) : [],
  };
}

/** Only what the file itself holds may run, not what a name from the network smuggled into the page. */
function inlineScripts(html: string): string[] {
  return [...html.matchAll(SCRIPT)].map(([, text = ""]) => `'sha256-${hash(text.replaceAll("\r\n", "\n"))}'`);
}

function hash(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("base64");
}

const SCRIPT = /<script\b(?![^>]*\bsrc\s*=)[^>]*>([\s\S]*?)<\/script\s*>/gi;
const COMPRESSIBLE = /^text\/|json$|javascript|svg/;
const WORTHWHILE = 1024;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
  ".ogg": "audio/ogg",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
};
