import type { Wanted } from "../transport.ts";
import type { BrokerEffect } from "./effects.ts";
import { keyOfWhom, type Whom, whomOf } from "./whom.ts";

/** Whose records the broker brings: of whom this node wants and has met, and of nobody else. */
export class Following {
  readonly #followed = new Map<string, Whom>();

  /** Whom it is to bring from now on: those who are wanted, and those whom this node has met. */
  set(wanted: Wanted, met: Iterable<string>): readonly BrokerEffect[] {
    const all = [...[...wanted.nodes].map(whomOf), ...[...met].map((id) => ({ id }))];
    const whoms = new Map((wanted.everybody ? ["everybody" as const] : all).map((whom) => [keyOfWhom(whom), whom]));
    const before = [...this.#followed.values()].filter((whom) => !whoms.has(keyOfWhom(whom)));
    return [...before.flatMap((whom) => this.#end(whom)), ...[...whoms.values()].flatMap((whom) => this.#begin(whom))];
  }

  /** One more was met. */
  add(id: string, wanted: Wanted): readonly BrokerEffect[] {
    return wanted.everybody ? [] : this.#begin({ id });
  }

  /** That one is not met any more. */
  drop(id: string, wanted: Wanted): readonly BrokerEffect[] {
    return wanted.nodes.has(id) ? [] : this.#end({ id });
  }

  #begin(whom: Whom): readonly BrokerEffect[] {
    const key = keyOfWhom(whom);
    if (this.#followed.has(key)) return [];
    this.#followed.set(key, whom);
    return [{ type: "follow", whom }];
  }

  #end(whom: Whom): readonly BrokerEffect[] {
    return this.#followed.delete(keyOfWhom(whom)) ? [{ type: "unfollow", whom }] : [];
  }
}
