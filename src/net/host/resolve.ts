import { lookup } from "node:dns/promises";

import { translate } from "./translate.ts";

/** The IPv4 address of a machine's name, as the system knows it. Rejects with `NetworkError`. */
export async function resolve(name: string): Promise<string> {
  try {
    return (await lookup(name, { family: 4 })).address;
  } catch (error) {
    throw translate(error, `cannot find the machine "${name}"`);
  }
}
