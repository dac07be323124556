import type { Json } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import { firstOfEach } from "./reader.ts";

/** One thing that a person may choose, or leave. */
export interface ChoiceRow {
  readonly key: string;
  /** Under which heading it stands. */
  readonly section: string;
  readonly name: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  /** What is to be known of it; empty for nothing. */
  readonly note: string;
  readonly tone: "plain" | "warn" | "bad";
  /** It cannot be chosen, and is shown all the same. */
  readonly fixed: boolean;
}

/** A list of which a person chooses, row by row, section by section, or what a word finds. */
export class Choice extends Observable {
  #rows: readonly ChoiceRow[] = [];
  #ticked = new Set<string>();
  #touched = new Set<string>();
  #word = "";

  /** All of them, whatever is looked for. */
  get rows(): readonly ChoiceRow[] {
    return this.#rows;
  }

  get ticked(): readonly ChoiceRow[] {
    return this.#rows.filter((row) => this.has(row));
  }

  get word(): string {
    return this.#word;
  }

  /** The sections in their order, with the rows that fit the word. */
  get sections(): readonly { readonly title: string; readonly rows: readonly ChoiceRow[] }[] {
    const word = this.#word.trim().toLowerCase();
    const sections = new Map<string, ChoiceRow[]>();
    for (const row of this.#rows) {
      if (!row.name.toLowerCase().includes(word)) continue;
      const rows = sections.get(row.section) ?? [];
      rows.push(row);
      sections.set(row.section, rows);
    }
    return [...sections].map(([title, rows]) => ({ title, rows }));
  }

  has({ key, fixed }: ChoiceRow): boolean {
    return !fixed && this.#ticked.has(key);
  }

  /** Other rows: what a person has ticked or left stays so, the rest is as `meant` says. */
  show(rows: readonly ChoiceRow[], meant: (row: ChoiceRow) => boolean): void {
    const wanted = (row: ChoiceRow): boolean => (this.#touched.has(row.key) ? this.#ticked.has(row.key) : meant(row));
    this.#ticked = new Set(rows.filter(wanted).map(({ key }) => key));
    this.#rows = firstOfEach(rows, ({ key }) => key);
    this.changed();
  }

  tick(rows: readonly ChoiceRow[], on: boolean): void {
    for (const { key, fixed } of rows) {
      if (fixed) continue;
      this.#touched.add(key);
      if (on) this.#ticked.add(key);
      else this.#ticked.delete(key);
    }
    this.changed();
  }

  find(word: string): void {
    this.#word = word;
    this.changed();
  }

  /** What a person has ticked so far counts no more. */
  forget(): void {
    this.#touched.clear();
  }
}
