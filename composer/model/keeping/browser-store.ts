import { formatJson, type Json, type JsonObject, parseJson } from "../../../src/browser.ts";
import { Observable } from "../observable.ts";
import type { Shelf } from "../view/settings.ts";
import type { Part, Store, Written } from "./store.ts";

/** What only this browser keeps: for as long as no show is there that could. */
export class BrowserStore<Op> extends Observable implements Store<Op> {
  readonly key = "";
  readonly place = "this browser";
  readonly #part: Part<Op>;
  readonly #shelf: Shelf;
  #written: Written;

  constructor(part: Part<Op>, shelf: Shelf) {
    super();
    this.#part = part;
    this.#shelf = shelf;
    this.#written = this.#read(new Map());
  }

  get written(): Written {
    return this.#written;
  }

  async edit(ops: readonly Op[]): Promise<string> {
    // Another tab may have kept something meanwhile.
    this.#written = this.#part.apply(this.#read(this.#written), ops);
    let reason = "";
    try {
      const all: Json = new Map<string, Json>(this.#written);
      this.#shelf.setItem(this.#name, formatJson(all));
    } catch {
      reason = `this browser keeps nothing: ${this.#part.one} is gone when the page is closed`;
    }
    this.changed();
    return reason;
  }

  get #name(): string {
    return `zocp-composer-${this.#part.name}`;
  }

  #read(otherwise: Written): Written {
    try {
      const kept = this.#shelf.getItem(this.#name);
      return kept === null ? otherwise : readWritten(parseJson(kept));
    } catch {
      // What is no JSON was not written here.
      return otherwise;
    }
  }
}

/** Things by their names, out of what a show or the browser's storage told. */
export function readWritten(given: Json | undefined): Written {
  const entries = given instanceof Map ? [...(given as JsonObject)] : [];
  return new Map(entries.filter((entry): entry is [string, JsonObject] => entry[1] instanceof Map));
}
