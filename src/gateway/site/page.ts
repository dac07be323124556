import { extname } from "node:path";
import { gzipSync } from "node:zlib";

import { hashOf } from "./inline-scripts.ts";

/** A file of ours as it is sent to a browser: read and compressed at the start, never for a request. */
export interface Page {
  readonly body: Buffer;
  /** The same, compressed; undefined where that is no gain. */
  readonly zipped: Buffer | undefined;
  readonly type: string;
  /** Weak: it stands for the file, compressed or not. */
  readonly etag: string;
}

/** Makes a page of a file's content; its kind is told by the name's ending. */
export function makePage(name: string, body: Buffer): Page {
  const type = TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
  const zip = COMPRESSIBLE.test(type) && body.length > WORTHWHILE ? gzipSync(body) : undefined;
  return {
    body,
    zipped: zip !== undefined && zip.length < body.length ? zip : undefined,
    type,
    etag: `W/"${hashOf(body).slice(0, 22)}"`,
  };
}

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
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};
