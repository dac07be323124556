import type { Json, JsonObject } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import type { LiveShow } from "../show/live-show.ts";
import { readerOf } from "../show/reader.ts";
import { count, messageOf } from "../view/words.ts";

/** Something that a show needs and would not find. */
export interface PreflightRow {
  readonly name: string;
  readonly note: string;
  readonly tone: "bad" | "warn";
}

/** What a show needs and is not here, what would not take its values, and how much is otherwise than the show says. Asks, and sends nothing. */
export class Preflight extends Observable {
  readonly #live: Pick<LiveShow, "ask">;
  /** Whether what is here may be compared with the show: a page that may only look may not ask that. */
  readonly #compares: boolean;
  #rows: readonly PreflightRow[] = [];
  #summary = "";
  #trouble = "";
  #turn = 0;

  constructor(live: Pick<LiveShow, "ask">, { compares }: { readonly compares: boolean }) {
    super();
    this.#live = live;
    this.#compares = compares;
  }

  /** The worst first. */
  get rows(): readonly PreflightRow[] {
    return this.#rows;
  }

  /** What was looked at, and how much of it is as it should be; empty until it was. */
  get summary(): string {
    return this.#summary;
  }

  /** Why it is not known; empty when it is. */
  get trouble(): string {
    return this.#trouble;
  }

  /** Looks anew. An answer that was overtaken is dropped. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [flight, compared] = await Promise.all([
        this.#live.ask("preflight", [], PATIENCE),
        this.#compares ? this.#live.ask("compare", [{}], PATIENCE) : null,
      ]);
      if (turn === this.#turn) this.#take(flight, compared);
    } catch (error) {
      if (turn === this.#turn) this.#trouble = messageOf(error);
    }
    this.changed();
  }

  #take(flight: Json, compared: Json): void {
    const { list, number } = readerOf(flight);
    const here = readerOf(compared);
    const missing = here.list("missing").map((one) => missingNode(one));
    const gone = new Set(here.list("missing").map((one) => readerOf(one).text("name")));
    const wanted = list("problems").filter((one) => !gone.has(nodeOf(readerOf(one).text("address"))));
    const problems = here.list("problems").map((one) => problem(one));
    const others = here.list("rows").map((one) => difference(one));
    const extras = here.list("extras").map((one) => extra(one));
    this.#rows = [...missing, ...wanted.map(target), ...problems, ...others, ...extras];
    const moved = `the cues move ${count(number("targets"), "parameter")}`;
    this.#summary = this.#compares ? `${moved}; ${count(here.number("same"), "thing")} as the show says` : moved;
    this.#trouble = "";
  }
}

function missingNode(given: JsonObject): PreflightRow {
  const { text } = readerOf(given);
  return { name: text("name"), note: text("reason"), tone: "bad" };
}

function target(given: JsonObject): PreflightRow {
  const { text, texts } = readerOf(given);
  const cues = texts("cues");
  const where =
    cues.length === 0 ? "" : ` (cue ${cues.slice(0, MOST_CUES).join(", ")}${cues.length > MOST_CUES ? " …" : ""})`;
  return { name: text("address"), note: `${text("reason")}${where}`, tone: "bad" };
}

function problem(given: JsonObject): PreflightRow {
  const { text } = readerOf(given);
  return { name: text("address"), note: text("reason"), tone: "bad" };
}

function difference(given: JsonObject): PreflightRow {
  const { text } = readerOf(given);
  const waits = text("waits");
  const note = waits === "" ? "is otherwise than the show says" : `is made when ${waits} comes`;
  return { name: text("name"), note, tone: "warn" };
}

function extra(given: JsonObject): PreflightRow {
  const { text } = readerOf(given);
  return { name: `${text("emitter")} → ${text("sensor")}`, note: "a wire that the show does not have", tone: "warn" };
}

function nodeOf(address: string): string {
  return address.replace(/\/.*$/, "");
}

const MOST_CUES = 4;
/** Milliseconds: every node is asked. */
const PATIENCE = 30_000;
