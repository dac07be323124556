import { formatJson, parseAddress } from "../../../src/browser.ts";
import type { Json } from "../../../src/index.ts";
import type { Composer } from "../composer.ts";
import type { Change } from "../edit/change.ts";
import { WireDoubts } from "../edit/doubts.ts";
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
  readonly #doubts: WireDoubts;

  constructor(composer: Composer) {
    const { network, notices, valves, drivers, states } = composer;
    this.#composer = composer;
    this.#wiring = new Wiring(network, notices);
    this.#values = new ValueSetter(network, valves, drivers);
    this.#doubts = new WireDoubts(network, states);
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

  /** Why the present is not what that act of the page with that node has left: somebody has been there since, whose work would be lost. */
  whyElse(changes: readonly Change[], node: string): string | undefined {
    // What one act has changed twice is as its last change left it.
    const last = new Map(changes.map((change) => [[change.type, ...change.of].join("\n"), change]));
    for (const change of last.values()) {
      const why = isOfWire(change) ? this.#whyOtherWire(change, node) : this.#whyOther(change);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  #whyOtherWire({ type, of, is }: Change, node: string): string | undefined {
    const ends = this.#ends(of);
    if (ends === undefined) return undefined;
    if (type === "option") return this.#doubts.whyOtherOption(ends, of[2] ?? "", is ?? undefined);
    if (is !== true) return this.#doubts.whyMade([ends]);
    const made = this.#composer.network.wire(wireKey(ends.emitter, ends.sensor))?.made === true;
    if (!made) return `${of.join(" → ")} was cut since`;
    // A page of an earlier version does not say what its node is called.
    return node === "" ? undefined : this.#doubts.whyMadeElse([ends], node);
  }

  #whyOther(change: Change): string | undefined {
    const now = this.#present(change);
    if (now === undefined || text(now) === text(change.is)) return undefined;
    return `${change.of[0]} is ${text(now)} now, and was left at ${text(change.is)}`;
  }

  /** Does it, although somebody has been there since: a person was asked where that is so. */
  run(name: string, changes: readonly Change[]): void {
    const { history, notices, network, now } = this.#composer;
    const me = network.node.name;
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
        doubts: { undo: () => this.whyElse(back, me), redo: () => this.whyElse(changes, me) },
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

  #ends([from, to]: Change["of"]): Pick<Ends, "emitter" | "sensor"> | undefined {
    const [emitter, sensor] = [this.#find(from), this.#find(to)];
    return emitter && sensor && { emitter, sensor };
  }

  /** What a place or a value is now; undefined where nobody says. */
  #present({ type, of: [name = ""] }: Change): Json | undefined {
    const { network, valves } = this.#composer;
    if (type === "place") {
      const place = network.nodeOf(name)?.position;
      return place && [place.x, place.y];
    }
    const parameter = this.#find(name);
    return parameter && valves.wanted(parameter);
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
    const ends = this.#ends(change.of);
    if (ends === undefined) return false;
    if (change.type === "wire") return all(is === true ? this.#wiring.make([ends]) : this.#wiring.cut([ends]));
    const done = await this.#wiring.option(ends, change.of[2] ?? "", is ?? undefined).redo();
    await states.renew(ends);
    return done;
  }
}

function isOfWire({ type }: Change): boolean {
  return type === "wire" || type === "option";
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
