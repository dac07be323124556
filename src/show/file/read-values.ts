import type { Json } from "../../index.ts";
import type { Spot } from "./spot.ts";

/** Values by address. One that is spelled in two ways is there twice. */
export function readValues(spot: Spot | undefined): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  for (const [name, inner] of spot?.entries() ?? []) {
    const address = inner.named(name).address();
    if (values.has(address)) throw inner.problem(`${address} is there for the second time`);
    if (inner.value === null) throw inner.wrong("a value");
    values.set(address, inner.value);
  }
  return values;
}

/** What stands under names, which are spelled as all nodes spell theirs. */
export function readEntries<Value>(spot: Spot | undefined, read: (spot: Spot) => Value): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const [name, inner] of spot?.entries() ?? []) {
    const normal = name.normalize("NFC");
    if (name === "") throw inner.problem("a name is empty");
    if (found.has(normal))
      throw inner.problem(`${JSON.stringify(normal)} is there for the second time, in other letters`);
    found.set(normal, read(inner));
  }
  return found;
}
