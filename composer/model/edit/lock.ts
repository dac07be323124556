import { Observable } from "../observable.ts";

/** What the page lets a person do: everything; only move values (a show is running); nothing. */
export type Freedom = "edit" | "perform" | "locked";

/** Keeps hands off. What a link does not permit can never be unlocked from the page; and while the way to the show is lost all controls rest. */
export class Lock extends Observable {
  /** What the link permits. */
  readonly #most: Freedom;
  #freedom: Freedom;
  #lost = "";

  constructor(most: Freedom = "edit") {
    super();
    this.#most = most;
    this.#freedom = most;
  }

  get readOnly(): boolean {
    return this.#most === "locked";
  }

  /** Whether the link permits as much. */
  may(freedom: Freedom): boolean {
    return FREEDOMS.indexOf(freedom) <= FREEDOMS.indexOf(this.#most);
  }

  get freedom(): Freedom {
    return this.#freedom;
  }

  /** Whether wires may be made and cut, and nodes moved. */
  get patches(): boolean {
    return this.#lost === "" && this.#freedom === "edit";
  }

  /** Whether values may be set. */
  get sets(): boolean {
    return this.#lost === "" && this.#freedom !== "locked";
  }

  /** Whether what changes wires and positions, or what changes values, may be done. */
  allows(what: "wires" | "values"): boolean {
    return what === "wires" ? this.patches : this.sets;
  }

  /** Why something is not possible now. */
  get reason(): string {
    if (this.#lost !== "") return this.#lost;
    if (this.readOnly) return "this link is read-only";
    if (this.#freedom === "perform" && !this.may("edit")) return "this link is for values and cues: wires are locked";
    return this.#freedom === "locked" ? "the page is locked" : "performance mode: wires are locked";
  }

  become(freedom: Freedom): void {
    if (this.readOnly || !this.may(freedom) || freedom === this.#freedom) return;
    this.#freedom = freedom;
    this.changed();
  }

  /** Nothing that is done now would arrive, and why; empty when it would again. */
  rest(reason: string): void {
    if (reason === this.#lost) return;
    this.#lost = reason;
    this.changed();
  }
}

const FREEDOMS: readonly Freedom[] = ["locked", "perform", "edit"];
