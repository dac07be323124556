import type { Json, RemoteParameter, ZocpNode } from "../../index.ts";
import { toFailure } from "../failure.ts";
import { describeMove } from "../format/moved.ts";
import { addressOf, CONFIRM_TIMEOUT_MS } from "../targets/link-words.ts";
import type { Act } from "./acts.ts";
import { NewestOnly } from "./newest-only.ts";
import { keyOf, type Place, type SeenWire } from "./seen.ts";

interface Told {
  /** A value that was wanted is there, or is not to be. */
  settled(place: Place): void;
  quiet(text: string): void;
  fault(text: string): void;
}

/** Does what a person wants on the network, and tells what came of it. */
export class Performer {
  readonly #node: ZocpNode;
  readonly #told: Told;
  readonly #sets = new NewestOnly<Json>();

  constructor(node: ZocpNode, told: Told) {
    this.#node = node;
    this.#told = told;
  }

  perform(act: Exclude<Act, { type: "end" }>): void {
    if (act.type === "set") {
      const value = this.#sets.want(keyOf(act.place), act.value);
      if (value !== undefined) void this.#set(act.place, value);
    } else void this.#wire(act);
  }

  /** One value of a parameter is on its way at a time; while it is, only the newest one waits. */
  async #set(place: Place, first: Json): Promise<void> {
    const key = keyOf(place);
    for (let value: Json | undefined = first; value !== undefined; ) {
      const taken = await this.#setOne(place, value);
      value = this.#sets.done(key, taken);
    }
    this.#told.settled(place);
  }

  /** Whether it was taken. */
  async #setOne(place: Place, value: Json): Promise<boolean> {
    const remote = this.#node.peers.get(place.id);
    const parameter = remote?.parameter(place.path);
    if (parameter === undefined) {
      this.#told.fault("it is not here any more");
      return false;
    }
    try {
      const kept = await parameter.set(value, { timeout: CONFIRM_TIMEOUT_MS });
      const move = describeMove(addressOf(parameter), kept, value);
      if (move !== undefined) this.#told.quiet(move);
      return true;
    } catch (error) {
      this.#told.fault(describe(error));
      return false;
    }
  }

  async #wire({ type, emitter, sensor }: SeenWire & { readonly type: "connect" | "disconnect" }): Promise<void> {
    const [from, to] = [this.#find(emitter), this.#find(sensor)];
    if (from === undefined || to === undefined) return this.#told.fault("one of the two nodes is not here any more");
    const reason = type === "connect" ? from.whyNotTo(to) : undefined;
    if (reason !== undefined) return this.#told.fault(reason);
    const sign = type === "connect" ? "→" : "✗";
    this.#told.quiet(`${addressOf(from)} ${sign} ${addressOf(to)} …`);
    try {
      await this.#node[type](from.port, to.port, { timeout: CONFIRM_TIMEOUT_MS });
      this.#told.quiet(`${addressOf(from)} ${sign} ${addressOf(to)}`);
    } catch (error) {
      this.#told.fault(describe(error));
    }
  }

  #find({ id, path }: Place): RemoteParameter | undefined {
    return this.#node.peers.get(id)?.parameter(path);
  }
}

function describe(error: unknown): string {
  return toFailure(error)?.message ?? (error instanceof Error ? error.message : String(error));
}
