import type { Json, JsonObject } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import { messageOf } from "../view/words.ts";
import type { LiveShow } from "./live-show.ts";
import { firstOfEach, readerOf } from "./reader.ts";

/** One thing that the file would have otherwise. */
export interface SavedRow {
  readonly what: string;
  readonly name: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** The show with what is patched and set now, before it is saved: what the file would have otherwise. */
export class SaveDraft extends Observable {
  readonly #live: LiveShow;
  #rows: readonly SavedRow[] = [];
  #revision: number | undefined;
  #alters: readonly string[] = [];
  #silent: readonly string[] = [];
  #kept = false;
  #content = "";
  #looking = false;
  #trouble = "";

  constructor(live: LiveShow) {
    super();
    this.#live = live;
  }

  get rows(): readonly SavedRow[] {
    return this.#rows;
  }

  /** Cues that would look different, because what they do not move begins otherwise. */
  get alters(): readonly string[] {
    return this.#alters;
  }

  /** Nodes that did not answer: of them the file keeps what it has. */
  get silent(): readonly string[] {
    return this.#silent;
  }

  /** The path where the show keeps its file; empty when it keeps none. */
  get file(): string {
    return this.#kept ? (this.#live.state?.file ?? "") : "";
  }

  /** The file as it would be, for a download. */
  get content(): string {
    return this.#content;
  }

  get looking(): boolean {
    return this.#looking;
  }

  get trouble(): string {
    return this.#trouble;
  }

  /** What a download is called. */
  get name(): string {
    const { state, show } = this.#live;
    const own = state?.file.split(/[\\/]/).at(-1) ?? "";
    return own === "" ? `${show.name.replace(/[^\w.-]+/g, "-")}.json` : own;
  }

  async look(): Promise<void> {
    this.#looking = true;
    this.changed();
    try {
      if (this.#live.whyNotEdited === "") this.#take(await this.#live.ask("save", [{ dry: true }], PATIENCE));
      // Who may only look can have a copy of what the show has.
      else this.#content = readerOf(await this.#live.ask("file", [], PATIENCE)).text("text");
    } catch (error) {
      this.#trouble = `The stage was not read: ${messageOf(error)}`;
    }
    this.#looking = false;
    this.changed();
  }

  /** Saves; gives whether the file is written. */
  async save(): Promise<boolean> {
    const answer = await this.#live.edit("save", [{ revision: this.#revision }], PATIENCE);
    const trouble = answer === undefined ? this.#live.news.text : "";
    if (answer === undefined) await this.look();
    else this.#take(answer);
    this.#trouble = trouble;
    this.changed();
    return answer !== undefined && this.#kept;
  }

  #take(answer: Json): void {
    const { list, texts, number, flag, text } = readerOf(answer);
    this.#rows = firstOfEach(list("differences").map(readRow), ({ what, name }) => `${what} ${name}`);
    this.#revision = number("revision");
    this.#alters = texts("alters");
    this.#silent = [...texts("silent"), ...texts("namesakes")];
    this.#kept = flag("kept");
    this.#content = text("content");
  }
}

function readRow(given: JsonObject): SavedRow {
  const { text } = readerOf(given);
  return {
    what: text("what"),
    name: text("name"),
    from: given.get("from") ?? undefined,
    to: given.get("to") ?? undefined,
  };
}

/** Milliseconds: every node is asked anew. */
const PATIENCE = 15_000;
