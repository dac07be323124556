import { readFile } from "node:fs/promises";

import { formatJson, type Json, ProtocolError, parseJson } from "../../../index.ts";
import { keepFile } from "../../../show.ts";
import { DescriptionError, Fields } from "../fields.ts";
import type { Binding } from "../machine/rules.ts";

/** What a bridge keeps beside its description: bindings that were learned, and the last values where they are kept. */
export class Kept {
  readonly #path: string;
  readonly #failed: (reason: string) => void;
  #last: Promise<unknown> = Promise.resolve();

  /** `path`: the description's or the bridge's, without the extension. */
  constructor(path: string, failed: (reason: string) => void) {
    this.#path = path;
    this.#failed = failed;
  }

  /** Rejects with {@link DescriptionError} for a file that is wrong. */
  async readBindings(): Promise<readonly Binding[]> {
    const json = await this.#read("bindings");
    if (json === undefined) return [];
    const all = new Fields(json, "").get("bindings");
    if (!Array.isArray(all)) throw new DescriptionError("bindings", "it must be a list");
    return all.map((one: Json, index) => {
      const fields = new Fields(one, `bindings[${index}]`);
      const [address, parameter] = [fields.text("address"), fields.text("parameter")];
      if (address === undefined || parameter === undefined)
        throw new DescriptionError(`bindings[${index}]`, "it must have an address and a parameter");
      return { address, parameter };
    });
  }

  async readValues(): Promise<ReadonlyMap<string, Json>> {
    const json = await this.#read("state");
    const values = json === undefined ? new Map() : new Fields(json, "").get("values");
    if (values instanceof Map) return values;
    throw new DescriptionError("values", "it must be an object");
  }

  keepBindings(bindings: readonly Binding[]): void {
    this.#keep("bindings", { bindings: bindings.map((one) => ({ ...one })) });
  }

  keepValues(values: ReadonlyMap<string, Json>): void {
    this.#keep("state", { values: new Map(values) });
  }

  settled(): Promise<unknown> {
    return this.#last;
  }

  pathOf(what: "bindings" | "state"): string {
    return `${this.#path}.${what}.json`;
  }

  async #read(what: "bindings" | "state"): Promise<Json | undefined> {
    const text = await readFile(this.pathOf(what), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return parseJson(text);
    } catch (error) {
      throw error instanceof ProtocolError ? new DescriptionError("", error.message) : error;
    }
  }

  #keep(what: "bindings" | "state", content: Parameters<typeof formatJson>[0]): void {
    const path = this.pathOf(what);
    this.#last = this.#last
      .then(() => keepFile(path, `${formatJson(content)}\n`, { versions: 0 }))
      .catch((error: Error) => this.#failed(`${path} cannot be written: ${error.message}`));
  }
}
