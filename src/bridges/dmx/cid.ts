import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";

/** The id of a bridge on this machine, the same after every start: a UUID of version 5. */
export function cidOf(name: string, machine: string = machineId()): Uint8Array {
  const cid = Uint8Array.from(
    createHash("sha1").update(NAMESPACE).update(`${machine}/${name}`).digest().subarray(0, 16),
  );
  cid[6] = ((cid[6] as number) & 0x0f) | 0x50;
  cid[8] = ((cid[8] as number) & 0x3f) | 0x80;
  return cid;
}

/** Where the system has no id of its machine, its name and its network cards have to do. */
function machineId(): string {
  for (const path of ["/etc/machine-id", "/var/lib/dbus/machine-id"])
    try {
      const id = readFileSync(path, "utf8").trim();
      if (id !== "") return id;
    } catch {
      // Not every system has one.
    }
  const cards = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ mac }) => mac));
  return [hostname(), ...new Set(cards)].sort().join(" ");
}

/** A UUID of our own, in which names are unique. */
const NAMESPACE = Uint8Array.from(Buffer.from("1c1e3f1b7a5c4d0e9b6f52d05a3e9c77", "hex"));
