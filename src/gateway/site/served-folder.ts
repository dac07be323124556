import { realpathSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import send from "@fastify/send";

import { UsageError } from "../../index.ts";
import { InlineScripts } from "./inline-scripts.ts";

/** A file that may be served. */
export interface ServedFile {
  readonly path: string;
  /** The folder that it is in, as the system calls it. */
  readonly root: string;
  /** Octets. */
  readonly size: number;
  /** The scripts that stand in it, as a Content-Security-Policy names them. */
  readonly scripts: readonly string[];
}

/** A folder of a show maker's own pages. They may change while the gateway runs, so each request looks anew. */
export class ServedFolder {
  readonly #folder: string;
  readonly #scripts = new InlineScripts();

  /** Throws `UsageError` when there is no such folder. */
  constructor(folder: string) {
    try {
      realpathSync(folder);
    } catch {
      throw new UsageError("invalid-argument", `the folder ${folder} that is to be served cannot be read`);
    }
    this.#folder = folder;
  }

  /** The file of a decoded path below the folder; undefined when there is none that may be served. */
  async find(path: string): Promise<ServedFile | undefined> {
    const names = path.split("/");
    if (names.at(-1) === "") names.splice(-1, 1, "index.html");
    if (!names.every(isPlain)) return undefined;
    try {
      // Both by the same function: a disk may call a folder otherwise than people do (upper case, a drive's letter).
      const root = await realpath(this.#folder);
      // A link inside of the folder may point outside.
      const file = await realpath(join(root, ...names));
      if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
      const found = await stat(file);
      const hidden = relative(root, file)
        .split(sep)
        .some((name) => name.startsWith("."));
      // Reading a pipe or a device would never end.
      if (hidden || !found.isFile()) return undefined;
      return { path: file, root, size: found.size, scripts: await this.#scripts.of(file, found) };
    } catch {
      // It is not there, or is not ours to read: for the one who asks that is the same.
      return undefined;
    }
  }
}

/** Sends a file as a stream: whole, a range, or nothing where the browser has it. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { file: { path, root, size }, headers }: { readonly file: ServedFile; readonly headers: OutgoingHttpHeaders },
): Promise<void> {
  const url = relative(root, path).split(sep).map(encodeURIComponent).join("/");
  // Who wants more of its end than there is gets all of it (RFC 9110, 14.1.2), and not an error.
  if (Number(TAIL.exec(request.headers.range ?? "")?.[1]) > size) request.headers.range = "bytes=0-";
  const found = await send(request, `/${url}`, { root, cacheControl: false, index: false });
  const { statusCode, headers: own, stream } = found;
  response.writeHead(found.type === "file" || TOLD.has(statusCode) ? statusCode : 404, { ...own, ...headers });
  try {
    await pipeline(stream, response, { end: false });
  } catch {
    // The browser has gone, or the disk gives no more: whoever is still there sees that its connection ends.
    return void response.destroy();
  }
  // A file that became shorter meanwhile: the other side must not wait for the rest, nor take what follows for it.
  const whole = request.method === "HEAD" || !("bytesRead" in stream) || stream.bytesRead === own["Content-Length"];
  if (whole) response.end();
  else response.destroy();
}

/** No name that means another folder, nothing hidden, and nothing that some system reads as a drive or a separator. */
function isPlain(name: string): boolean {
  return name !== "" && !name.startsWith(".") && !/[\\:\0]/.test(name);
}

const TAIL = /^bytes=-(\d+)$/;
/** What the other side is told of its own conditions: there is no such range, they do not hold. */
const TOLD: ReadonlySet<number> = new Set([412, 416]);
