import type { Json, JsonObject } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import { count, messageOf } from "../view/words.ts";
import { Choice, type ChoiceRow } from "./choice.ts";
import type { LiveShow } from "./live-show.ts";
import { firstOfEach, readerOf } from "./reader.ts";

/** A file that a person has dropped on the page. */
export interface DroppedFile {
  readonly name: string;
  readonly text: string;
}

/** A node of the file that is not here, and those that could stand for it. */
export interface MissingNode {
  readonly name: string;
  readonly reason: string;
  readonly fits: readonly string[];
}

/**
 * A file that is about to be loaded, or the show's own: what is otherwise here, row by row. Nothing is sent but questions until a person says so, and then nothing that
 * was not shown and chosen.
 */
export class LoadDraft extends Observable {
  readonly choice: Choice = new Choice();
  readonly file: DroppedFile | undefined;
  readonly #live: LiveShow;
  #replace: ReadonlyMap<string, string> = new Map();
  #missing: readonly MissingNode[] = [];
  #revision = 0;
  #same = 0;
  #turn = 0;
  #looking = false;
  #trouble = "";
  #result = "";

  constructor(live: LiveShow, file?: DroppedFile) {
    super();
    this.#live = live;
    this.file = file;
    this.choice.subscribe(() => this.changed());
  }

  get looking(): boolean {
    return this.#looking;
  }

  /** Why it cannot be compared, or was not loaded; empty for nothing. */
  get trouble(): string {
    return this.#trouble;
  }

  /** What became of it, once it was loaded. */
  get result(): string {
    return this.#result;
  }

  get missing(): readonly MissingNode[] {
    return this.#missing;
  }

  /** By a name of the file, the node that a person lets stand for it. */
  get replace(): ReadonlyMap<string, string> {
    return this.#replace;
  }

  /** How much is as the file says. */
  get same(): number {
    return this.#same;
  }

  get wrong(): string {
    return this.choice.ticked.length === 0 ? "Nothing is chosen" : "";
  }

  /** Lets a node that is here stand for one of the file; nobody with an empty name. */
  async stand(name: string, by: string): Promise<void> {
    const replace = new Map([...this.#replace, [name, by]]);
    if (by === "") replace.delete(name);
    this.#replace = replace;
    await this.look();
  }

  /** Compares anew. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    this.#looking = true;
    this.changed();
    try {
      if ((this.file?.text.length ?? 0) > LONGEST) throw new Error(TOO_LONG);
      const answer = await this.#live.ask("compare", [this.#what], PATIENCE);
      if (turn === this.#turn) this.#take(answer);
    } catch (error) {
      if (turn === this.#turn) this.#trouble = `Not compared: ${messageOf(error)}`;
    }
    if (turn !== this.#turn) return;
    this.#looking = false;
    this.changed();
  }

  /** Loads what is chosen; gives whether all of it was done. */
  async load(): Promise<boolean> {
    if (this.wrong !== "") return false;
    const choose = this.choice.ticked.map(({ key }) => key);
    const answer = await this.#live.edit("load", [{ ...this.#what, choose, revision: this.#revision }], PATIENCE);
    const trouble = answer === undefined ? this.#live.news.text : "";
    const { list, number } = readerOf(answer ?? null);
    const refused = new Map(list("refused").map((one) => [readerOf(one).text("key"), readerOf(one).text("reason")]));
    const waiting = number("waiting");
    this.#result =
      answer === undefined
        ? ""
        : [
            `${count(choose.length - refused.size - waiting, "thing")} done`,
            ...(waiting > 0 ? [`${count(waiting, "wire")} kept for nodes that are away`] : []),
            ...(refused.size > 0 ? [`${refused.size} refused`] : []),
          ].join(", ");
    // What is left is shown, with the reason where a node refused it; what was refused because the show is another one by now stays as it was ticked.
    if (answer !== undefined) this.choice.forget();
    await this.look();
    const rows = this.choice.rows.map((row) => withRefusal(row, refused.get(row.key)));
    this.choice.show(rows, (row) => answer === undefined && this.choice.has(row));
    this.#trouble ||= trouble;
    this.changed();
    return answer !== undefined && refused.size === 0;
  }

  get #what(): { readonly [name: string]: string | { readonly [name: string]: string } } {
    const replace = Object.fromEntries(this.#replace);
    return { ...(this.file !== undefined && { text: this.file.text }), ...(this.#replace.size > 0 && { replace }) };
  }

  #take(answer: Json): void {
    const { list, number } = readerOf(answer);
    this.#revision = number("revision");
    this.#same = number("same");
    const missing = list("missing").map((one) => {
      const { text, texts } = readerOf(one);
      return { name: text("name"), reason: text("reason"), fits: texts("fits") };
    });
    this.#missing = firstOfEach(missing, ({ name }) => name);
    const problems = list("problems").map((one): ChoiceRow => {
      const { text } = readerOf(one);
      return {
        ...BLANK,
        key: `problem ${text("address")}`,
        section: APART,
        name: text("address"),
        note: text("reason"),
        tone: "bad",
        fixed: true,
      };
    });
    const rows = [
      ...list("rows").map(readChange),
      ...list("show").map(readPart),
      ...list("extras").map(readExtra),
      ...problems,
    ];
    // What the file does not have is there for a reason: to take it away is a decision of its own.
    const meant = ({ section, fixed }: ChoiceRow): boolean => !fixed && section !== EXTRA && section !== ONLY_HERE;
    this.#trouble = "";
    this.choice.show(rows, meant);
  }
}

function readChange(given: JsonObject): ChoiceRow {
  const { text } = readerOf(given);
  const [kind, waits] = [text("kind"), text("waits")];
  const isValue = kind === "value" || kind === "merge";
  const values = isValue ? { from: given.get("from") ?? undefined, to: given.get("to") ?? undefined } : {};
  const note = waits !== "" ? `is made when ${waits} comes` : (WORDS.get(kind) ?? "");
  return { ...BLANK, ...values, key: text("key"), section: isValue ? VALUES : PATCH, name: text("name"), note };
}

function readExtra(given: JsonObject): ChoiceRow {
  const { text } = readerOf(given);
  const name = `${text("emitter")} → ${text("sensor")}`;
  return { ...BLANK, key: text("key"), section: EXTRA, name, note: "is cut", tone: "warn" };
}

function readPart(given: JsonObject): ChoiceRow {
  const { text } = readerOf(given);
  const [what, sign] = [text("what"), text("sign")];
  const name = what === "patch" ? "What the show begins with: nodes, wires, values" : `${what} ${text("name")}`;
  const note = SIGNS.get(sign) ?? "";
  const section = sign === "-" ? ONLY_HERE : SHOW;
  return { ...BLANK, key: text("key"), section, name, note, tone: sign === "-" ? "warn" : "plain" };
}

function withRefusal(row: ChoiceRow, reason: string | undefined): ChoiceRow {
  return reason === undefined ? row : { ...row, note: `refused: ${reason}`, tone: "bad" };
}

const BLANK = { from: undefined, to: undefined, note: "", tone: "plain", fixed: false } as const;
const VALUES = "Values, now and in the file";
const PATCH = "Wires and places";
const SHOW = "Into the show";
const EXTRA = "Wires that the file does not have";
const ONLY_HERE = "Only in the show";
const APART = "Cannot be";
const WORDS: ReadonlyMap<string, string> = new Map([
  ["make", "is made"],
  ["options", "its values travel otherwise"],
  ["cut", "is cut"],
  ["position", "stands elsewhere"],
  ["merge", "how it joins its sources"],
]);
const SIGNS: ReadonlyMap<string, string> = new Map([
  ["+", "is new"],
  ["-", "is taken away"],
  ["~", "takes the place of the one of the show"],
]);
/** Milliseconds: every node is asked, and has five seconds for each step. */
const PATIENCE = 30_000;
/** Characters: a page can say no more at once. */
const LONGEST = 900_000;
const TOO_LONG = "the file is longer than a page may send (0.9 MB): use npx zocp load";
