import { Observable } from "./observable.ts";

/** Something that the person at the page should know. */
export interface Notice {
  readonly id: number;
  readonly tone: "good" | "bad" | "plain";
  readonly text: string;
}

/** The few newest notices; each goes by itself. */
export class Notices extends Observable {
  #all: readonly Notice[] = [];
  #ids = 0;

  get all(): readonly Notice[] {
    return this.#all;
  }

  tell(text: string, tone: Notice["tone"] = "plain"): void {
    // The same again would only push the others away.
    this.#all = [...this.#all.filter((notice) => notice.text !== text), { id: ++this.#ids, tone, text }].slice(-MOST);
    this.changed();
  }

  dismiss(id: number): void {
    this.#all = this.#all.filter((notice) => notice.id !== id);
    this.changed();
  }
}

const MOST = 4;
