import { formatJson, parseAddress } from "../../../src/browser.ts";
import type { Json } from "../../../src/index.ts";
import type { Composer } from "../composer.ts";
import type { Change } from "../edit/change.ts";
import type { Outcomes } from "../edit/history.ts";
import { ValueSetter } from "../edit/values.ts";
import { type Ends, Wiring } from "../edit/wiring.ts";
import { POSITION } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { wireKey } from "../network/shown-wire.ts";
import { inverseOf } from "./changes.ts";

/** Takes back what somebody has done, from what was told of it: an act of this page, which can be undone. */
export class TakeBack {
  readonly #composer: Composer;
  readonly #wiring: Wiring;
  readonly #values: ValueSetter;

  constructor(composer: Composer) {
    const { network, notices, valves, drivers } = composer;
    this.#composer = composer;
    this.#wiring = new Wiring(network, notices);
    this.#values = new ValueSetter(network, valves, drivers);
  }

  /** Why it cannot be taken back from here at all; undefined when it can. */
  whyNot(changes: readonly Change[]): string | undefined {
    const { lock } = this.#composer;
    if (changes.length === 0) return "only its own page can take that back";
    if (!lock.allows(needsOf(changes))) return lock.reason;
    for (const change of changes) {
      const why = this.#whyStays(change);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  /** Why the present is not what that act has left: somebody has been there since, whose work would be lost. */
  whyElse(changes: readonly Change[]): string | undefined {
    // What one act has changed twice is as its last change left it.
    const last = new Map(changes.map((change) => [[change.type, ...change.of].join("\n"), change]));
    for (const change of last.values()) {
      const now = this.#present(change);
      if (now === undefined || text(now) === text(change.is)) continue;
      if (change.type === "wire") return `${change.of.join(" → ")} was ${now === true ? "made" : "cut"} since`;
      const what = change.type === "option" ? `${change.of[2]} of ${change.of.slice(0, 2).join(" → ")}` : change.of[0];
      return `${what} is ${text(now)} now, and was left at ${text(change.is)}`;
    }
    return undefined;
  }

  /** Does it, although somebody has been there since: a person was asked where that is so. */
  run(name: string, changes: readonly Change[]): void {
    const { history, notices, now } = this.#composer;
    const why = this.whyNot(changes);
    if (why !== undefined) return notices.tell(`not taken back: ${why}`, "bad");
    const back = inverseOf(changes);
    history.do(
      {
        name: `take back ${name}`,
        needs: needsOf(changes),
        redo: () => back.map((change) => this.#apply(change)),
        undo: () => changes.map((change) => this.#apply(change)),
        changes: () => back,
        doubts: { undo: () => this.whyElse(back), redo: () => this.whyElse(changes) },
      },
      now(),
    );
  }

  /** A hand that may not move it takes nothing back either. */
  #whyStays(change: Change): string | undefined {
    const { type, of } = change;
    const missing = of.slice(0, type === "option" ? 2 : of.length).find((name) => !this.#isHere(change, name));
    if (missing !== undefined) return `${missing} is not here`;
    const parameter = type === "value" ? this.#find(of[0]) : undefined;
    const driven = parameter && this.#composer.drivers.why(parameter);
    return driven === undefined ? parameter?.node.locked : `${of[0]} is ${driven}`;
  }

  #isHere({ type }: Change, name: string): boolean {
    return type === "place"
      ? this.#composer.network.nodeOf(name)?.present === true
      : this.#find(name)?.node.present === true;
  }

  #find(address: string | undefined): ShownParameter | undefined {
    const { node, parameter } = parseAddress(address ?? "");
    return this.#composer.network.find(node, parameter);
  }

  #ends({ of: [from, to] }: Change): Pick<Ends, "emitter" | "sensor"> | undefined {
    const [emitter, sensor] = [this.#find(from), this.#find(to)];
    return emitter && sensor && { emitter, sensor };
  }

  /** What it is now; undefined where nobody says. */
  #present(change: Change): Json | undefined {
    const { network, states, valves } = this.#composer;
    if (change.type === "place") {
      const place = network.nodeOf(change.of[0] ?? "")?.position;
      return place && [place.x, place.y];
    }
    if (change.type === "value") {
      const parameter = this.#find(change.of[0]);
      return parameter && valves.wanted(parameter);
    }
    const ends = this.#ends(change);
    if (ends === undefined) return undefined;
    const wire = network.wire(wireKey(ends.emitter, ends.sensor));
    if (change.type === "wire") return wire?.made === true;
    const state = wire && states.of(wire);
    return state && ((state.options.get(change.of[2] ?? "") as Json | undefined) ?? null);
  }

  /** Makes it what it is to be. */
  async #apply(change: Change): Promise<boolean> {
    const { network, states } = this.#composer;
    const { is } = change;
    if (change.type === "place") {
      const remote = network.nodeOf(change.of[0] ?? "")?.remote;
      return all([remote === undefined ? Promise.resolve(false) : arrival(remote.set(POSITION, is))]);
    }
    if (change.type === "value") {
      const parameter = this.#find(change.of[0]);
      return all(parameter === undefined ? [Promise.resolve(false)] : this.#values.apply([{ parameter, value: is }]));
    }
    const ends = this.#ends(change);
    if (ends === undefined) return false;
    if (change.type === "wire") return all(is === true ? this.#wiring.make([ends]) : this.#wiring.cut([ends]));
    const done = await this.#wiring.option(ends, change.of[2] ?? "", is ?? undefined).redo();
    await states.renew(ends);
    return done;
  }
}

function needsOf(changes: readonly Change[]): "wires" | "values" {
  return changes.every(({ type }) => type === "value") ? "values" : "wires";
}

function text(value: Json): string {
  return value === null ? "not said" : formatJson(value);
}

async function all(outcomes: Outcomes): Promise<boolean> {
  return (await Promise.all(outcomes)).every((done) => done);
}

function arrival(setting: Promise<unknown>): Promise<boolean> {
  return setting.then(
    () => true,
    () => false,
  );
}
