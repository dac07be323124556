import { Observable } from "./observable.ts";

/** How this page stands with the show. */
export type Standing = "joining" | "joined" | "lost" | "refused";

/** The connection of the page to its gateway, and what the network says. */
export class Connection extends Observable {
  #standing: Standing = "joining";
  #reason = "";
  #trouble = "";

  get standing(): Standing {
    return this.#standing;
  }

  get reason(): string {
    return this.#reason;
  }

  /** What is wrong with the network behind the gateway; empty when nothing is. */
  get trouble(): string {
    return this.#trouble;
  }

  become(standing: Standing, reason = ""): void {
    this.#standing = standing;
    this.#reason = reason;
    this.changed();
  }

  complain(trouble: string): void {
    this.#trouble = trouble;
    this.changed();
  }
}
