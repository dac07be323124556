import { formatJson, type Json, type JsonObject, type Port, parseAddress } from "../../index.ts";
import { keyOfWire } from "../file/read-wires.ts";
import type { ShowFile, ShowWire } from "../file/show-file.ts";
import type { Network } from "./network.ts";
import type { Chooser } from "./patterns.ts";
import type { PlannedWire, Problem, WireChange } from "./plan.ts";
import { type PresentWire, presentWires } from "./present-wires.ts";
import { addressOf } from "./recallable.ts";
import type { PresentNode, Snapshot } from "./snapshot.ts";

export interface WireView {
  readonly network: Network;
  readonly chosen: Chooser;
  readonly snapshot: Snapshot;
  readonly looksForExtras: boolean;
}

export interface WireChanges {
  readonly changes: readonly WireChange[];
  readonly problems: readonly Problem[];
  readonly extras: readonly PlannedWire[];
  readonly waiting: readonly PlannedWire[];
  readonly same: number;
}

/** Compares the links of a file with those that are there. */
export function compareWires(file: Pick<ShowFile, "wires" | "cuts">, view: WireView): WireChanges {
  return new Comparison(view).compare(file);
}

class Comparison {
  readonly #view: WireView;
  readonly #present: ReadonlyMap<string, PresentWire>;
  readonly #changes: WireChange[] = [];
  readonly #problems: Problem[] = [];
  readonly #waiting: PlannedWire[] = [];
  /** Links that are there and that the file speaks of. */
  readonly #spoken = new Set<string>();
  #same = 0;

  constructor(view: WireView) {
    this.#view = view;
    this.#present = presentWires(view.snapshot);
  }

  compare({ wires, cuts }: Pick<ShowFile, "wires" | "cuts">): WireChanges {
    for (const wire of wires) if (this.#isMeant(wire)) this.#make(wire);
    for (const wire of cuts) if (this.#isMeant(wire)) this.#cut(wire);
    const extras = this.#view.looksForExtras ? this.#extras() : [];
    return { changes: this.#changes, problems: this.#problems, extras, waiting: this.#waiting, same: this.#same };
  }

  #isMeant({ emitter, sensor }: ShowWire): boolean {
    return [emitter, sensor].some((end) => {
      const { node, parameter } = parseAddress(end);
      return this.#view.chosen(node, parameter);
    });
  }

  #make(wire: ShowWire): void {
    const [from, to] = [this.#view.network.find(wire.emitter), this.#view.network.find(wire.sensor)];
    if (!this.#view.network.concerns(from?.node, to?.node)) return;
    const there = this.#there(wire);
    const planned = this.#planned(wire, there);
    if (from === undefined || to === undefined) return this.#keep(planned, from?.node ?? to?.node, there);
    const reason = whyNot(from, "e", "emitter") ?? whyNot(to, "s", "sensor");
    if (reason !== undefined) return void this.#problems.push({ address: textOf(wire), reason });
    if (there === undefined || there.state !== "made") return void this.#changes.push({ kind: "make", wire: planned });
    if (sameOptions(wire.options, there.options)) this.#same++;
    else this.#changes.push({ kind: "options", wire: planned });
  }

  /** One of the ends is away, or both are. The other one keeps the link, if it is one of ours. */
  #keep(planned: PlannedWire, present: PresentNode | undefined, there: PresentWire | undefined): void {
    if (present?.extensions !== true) return;
    const kept = there !== undefined && there.state !== "cut" && sameOptions(planned.options, there.options);
    if (kept) this.#waiting.push(planned);
    else this.#changes.push({ kind: "make", wire: planned });
  }

  #cut(wire: ShowWire): void {
    const there = this.#there(wire);
    if (there === undefined || there.state === "cut") return;
    const [from, to] = [this.#view.network.find(wire.emitter), this.#view.network.find(wire.sensor)];
    if (this.#view.network.concerns(from?.node, to?.node))
      this.#changes.push({ kind: "cut", wire: this.#planned(wire, there) });
  }

  /** What is there of a link, and that the file has spoken of it. */
  #there(wire: ShowWire): PresentWire | undefined {
    const key = keyOfWire({ emitter: this.#now(wire.emitter), sensor: this.#now(wire.sensor) });
    this.#spoken.add(key);
    return this.#present.get(key);
  }

  /** The address that something of the file has now. */
  #now(address: string): string {
    const found = this.#view.network.find(address);
    return found === undefined ? address : addressOf(found.node.name, found.path);
  }

  #planned({ emitter, sensor, options }: ShowWire, there: PresentWire | undefined): PlannedWire {
    const waits = [emitter, sensor].find((end) => this.#view.network.find(end) === undefined);
    const before = there === undefined || there.state === "cut" ? undefined : there.options;
    const [from, to] = [this.#port(emitter), this.#port(sensor)];
    return { emitter, sensor, from, to, options, before, waits: waits && parseAddress(waits).node };
  }

  /** Links are kept by name; the id of a node says which is meant where two have one name. */
  #port(address: string): Port {
    const found = this.#view.network.find(address);
    if (found === undefined) return parseAddress(address);
    const { node, path } = found;
    const shared = this.#view.snapshot.nodes.filter(({ name }) => name === node.name).length > 1;
    return { node: shared ? node.id : node.name, parameter: path };
  }

  #extras(): readonly PlannedWire[] {
    const { network } = this.#view;
    const names = new Map([...network.nodes].map(([file, { name }]) => [name, file]));
    return [...this.#present].flatMap(([key, { emitter, sensor, options, state }]): PlannedWire[] => {
      const [from, to] = [parseAddress(emitter), parseAddress(sensor)];
      const both = names.has(from.node) && names.has(to.node);
      if (state !== "made" || this.#spoken.has(key) || !both || !this.#isMeant({ emitter, sensor, options })) return [];
      const ends = [from, to].map(({ node }) => network.nodes.get(names.get(node) ?? ""));
      return network.concerns(...ends) ? [{ emitter, sensor, from, to, options, before: options }] : [];
    });
  }
}

function whyNot({ node, path }: { node: PresentNode; path: string }, letter: string, what: string): string | undefined {
  const access = node.parameters.get(path)?.access;
  if (access === undefined) return `${node.name} has no parameter "${path}"`;
  return access.includes(letter) ? undefined : `${node.name}/${path} is no ${what}: its access is "${access}"`;
}

function textOf({ emitter, sensor }: ShowWire): string {
  return `${emitter} → ${sensor}`;
}

function sameOptions(a: JsonObject, b: JsonObject): boolean {
  return sortedText(a) === sortedText(b);
}

function sortedText(options: JsonObject): string {
  return formatJson(new Map<string, Json>([...options].sort(([a], [b]) => (a < b ? -1 : 1))));
}
