import type { Server } from "node:http";

import { type NetworkCode, NetworkError } from "../../index.ts";

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

/** The same at the first of some ports that can be had; tells when that is not the first. */
export async function listenNear(
  server: Server,
  { host, port, note }: { readonly host: string; readonly port: number; readonly note: (message: string) => void },
): Promise<void> {
  for (let tried = port; ; tried++) {
    try {
      await listen(server, host, tried);
      if (tried > port) note(`port ${port} cannot be had: the pages are on port ${tried}`);
      return;
    } catch (error) {
      if (!(error instanceof NetworkError) || !TAKEN.has(error.code) || tried === port + MORE_PORTS) throw error;
    }
  }
}

function describe(error: NodeJS.ErrnoException, host: string, port: number): NetworkError {
  const reserved = error.code === "EACCES" && (port >= PRIVILEGED || process.platform === "win32");
  const known = reserved ? RESERVED : FAILURES[error.code ?? ""];
  const [code, message] = known ?? (["network-failure", error.message] as const);
  return new NetworkError(code, `cannot serve pages on ${host}, port ${port}: ${message}`, { cause: error });
}

const RESERVED = [
  "not-permitted",
  process.platform === "win32"
    ? "Windows has reserved it (netsh int ipv4 show excludedportrange tcp), or another program holds it; choose another port"
    : "the system does not permit it; choose another port",
] as const;
const PRIVILEGED = 1024;
const MORE_PORTS = 10;
const TAKEN: ReadonlySet<string> = new Set<NetworkCode>(["address-in-use", "not-permitted"]);

const FAILURES: Readonly<Record<string, readonly [NetworkCode, string]>> = {
  EADDRINUSE: ["address-in-use", "another program listens there; end it or choose another port"],
  EACCES: ["not-permitted", "ports below 1024 need more rights; choose another"],
  EADDRNOTAVAIL: ["interface-not-found", "this machine has no such address"],
  ENOTFOUND: ["interface-not-found", "there is no such name"],
  EAI_AGAIN: ["interface-not-found", "there is no such name"],
};
