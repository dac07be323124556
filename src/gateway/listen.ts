import type { Server } from "node:http";

import { type NetworkCode, NetworkError } from "../index.ts";

/** Opens the port. Rejects with `NetworkError` that says what to do. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(describe(error, host, port));
    server.once("error", failed);
    server.listen({ host, port }, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

function describe(error: NodeJS.ErrnoException, host: string, port: number): NetworkError {
  const [code, message] = FAILURES[error.code ?? ""] ?? (["network-failure", error.message] as const);
  return new NetworkError(code, `cannot serve pages on ${host}, port ${port}: ${message}`, { cause: error });
}

const FAILURES: Readonly<Record<string, readonly [NetworkCode, string]>> = {
  EADDRINUSE: ["address-in-use", "another program listens there; end it or choose another port"],
  EACCES: ["not-permitted", "ports below 1024 need more rights; choose another"],
  EADDRNOTAVAIL: ["interface-not-found", "this machine has no such address"],
  ENOTFOUND: ["interface-not-found", "there is no such name"],
  EAI_AGAIN: ["interface-not-found", "there is no such name"],
};
