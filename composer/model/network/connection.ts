import { Observable } from "../observable.ts";

/** How this page stands with the network. */
export type ConnectionState = "joining" | "joined" | "lost" | "refused";

/** The connection of the page to its gateway, and what the network says. */
export class Connection extends Observable {
  #standing: ConnectionState = "joining";
  #reason = "";
  #trouble = "";

  get standing(): ConnectionState {
    return this.#standing;
  }

  get reason(): string {
    return this.#reason;
  }

  /** Why nothing that is done here would arrive; empty while it would. */
  get lost(): string {
    if (this.#standing === "lost") return "the gateway is gone: this rests until the page is back";
    return this.#standing === "refused" ? "the gateway does not let this page in" : "";
  }

  /** What is wrong with the network behind the gateway; empty when nothing is. */
  get trouble(): string {
    return this.#trouble;
  }

  become(standing: ConnectionState, reason = ""): void {
    this.#standing = standing;
    this.#reason = reason;
    this.changed();
  }

  complain(trouble: string): void {
    this.#trouble = trouble;
    this.changed();
  }
}
