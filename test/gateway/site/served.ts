import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as ask, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

import type { Gateway } from "../../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../../src/gateway/options.ts";
import { Stage } from "../stage.ts";

/** A folder that is gone after the test. */
export function makeFolder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "zocp-served-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) write(join(folder, path), content);
  return folder;
}

export function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A gateway that serves a folder with these files, at `/show/`. */
export async function serve(files: Readonly<Record<string, string | Buffer>>, options: GatewayOptions = {}) {
  const folder = makeFolder(files);
  const gateway = await (await Stage.open()).gateway({ serve: folder, ...options });
  return { gateway, folder };
}

/** A gateway that serves these files as its built page, at `/`. */
export async function serveBuilt(files: Readonly<Record<string, string | Buffer>>): Promise<Gateway> {
  return (await Stage.open()).gateway({ composer: makeFolder(files) });
}

export interface Octets {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks for a path exactly as it is written; what comes is not decoded. Rejects when the connection ends too early. */
export function fetchOctets(
  gateway: Gateway,
  path: string,
  { method = "GET", ...headers }: Readonly<Record<string, string>> = {},
): Promise<Octets> {
  return new Promise((resolve, reject) => {
    const request = ask({ host: "127.0.0.1", port: gateway.port, path, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.on("error", reject).end();
  });
}
