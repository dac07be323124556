import { SeededRandom } from "../../fuzz/chance.ts";
import { ReferenceInhabitant } from "../reference-inhabitant.ts";
import { type Inhabitant, OurNode, SimulatedTransport } from "../simulated-transport.ts";
import { Memory } from "./memory.ts";

/**
 * One evening: five nodes, two pages and an old node; people make and cut links on any of them, programs declare some, nodes
 * leave and come again, the network falls apart and heals. Then everybody is there and quiet: throws when the ends of a link do
 * not agree, when what somebody decided last does not hold, or when whoever decided otherwise was not told.
 */
export function playStory(seed: number): void {
  const story = new Story(seed);
  for (let act = 0; act < ACTS; act++) story.act();
  story.end();
}

type Place = (typeof PLACES)[number];

class Story {
  readonly #chance: SeededRandom;
  readonly #transport = new SimulatedTransport();
  readonly #memory: Memory;
  readonly #here = new Map<Place, OurNode | ReferenceInhabitant>();
  /** The links that the program of each node declares when it starts. */
  readonly #declared: ReadonlyMap<Place, readonly string[]>;
  /** Who is on the other side of a network that fell apart. */
  #beyond = new Set<Place>();
  #log: string[] = [];

  constructor(seed: number) {
    this.#chance = new SeededRandom(seed);
    this.#memory = new Memory(this.#transport);
    this.#declared = new Map(
      LINKS.map((link) => [this.#chance.one(placesOf(link).filter((place) => place !== "old")), link] as const)
        .filter(() => this.#chance.below(3) === 0)
        .map(([place, link]) => [place, [link]]),
    );
    for (const place of PLACES) this.#enter(place);
    this.#run(11_000);
  }

  act(): void {
    this.#memory.look();
    const acts = [
      ...[() => this.#decide(), () => this.#decide(), () => this.#decide(), () => this.#decideOld()],
      ...[() => this.#leaveOrCome(), () => this.#leaveOrCome(), () => this.#fallApartOrHeal()],
    ];
    this.#chance.one(acts)();
    this.#run(this.#chance.one([0, 0, 10, 1500, 12_000]));
  }

  end(): void {
    this.#heal();
    for (const place of PLACES) if (!this.#here.has(place)) this.#enter(place);
    this.#run(40_000);
    for (const link of LINKS) this.#check(link);
  }

  #decide(): void {
    const [place, node] = this.#chance.one([...this.#here, NOBODY]);
    if (!(node instanceof OurNode)) return;
    const link = this.#chance.one(LINKS);
    const on = this.#chance.below(2) === 0;
    // A second of the clock is the finest that versions tell apart.
    this.#run(1100);
    this.#log.push(`${this.#transport.now} ${place} ${on ? "makes" : "cuts"} ${link}`);
    const [emitter, sensor] = portsOf(link);
    this.#memory.decide(node, link, on);
    if (on) node.link(emitter, sensor, undefined, "decide");
    else node.unlink(emitter, sensor);
  }

  /** An old program makes or cuts a link of its own. */
  #decideOld(): void {
    const old = this.#here.get("old");
    const link = this.#chance.one(LINKS.filter((one) => one.includes("old")));
    const other = this.#here.get(this.#otherOf(link));
    if (!(old instanceof ReferenceInhabitant) || !(other instanceof OurNode) || !this.#transport.meets(old, other))
      return;
    this.#run(11_000);
    const on = this.#chance.below(2) === 0;
    const ends = link.startsWith("old")
      ? { emit: old.id, emitter: "out", recv: other.id, receiver: "in" }
      : { emit: other.id, emitter: "out", recv: old.id, receiver: "in" };
    this.#log.push(`${this.#transport.now} old ${on ? "makes" : "cuts"} ${link}`);
    const before = recordOf(other, link)?.on ?? false;
    if (on) old.node.signalSubscribe(ends);
    else old.node.signalUnsubscribe(ends);
    this.#transport.settle();
    // What is so already is no decision.
    if (before !== on) this.#memory.decideFor(other, link, on);
  }

  #leaveOrCome(): void {
    const place = this.#chance.one(PLACES);
    const node = this.#here.get(place);
    if (node === undefined) return this.#enter(place);
    this.#log.push(`${this.#transport.now} ${place} leaves`);
    this.#transport.remove(node);
    this.#here.delete(place);
  }

  #enter(place: Place): void {
    this.#log.push(`${this.#transport.now} ${place} comes`);
    const node = place === "old" ? oldNode() : this.#ourNode(place);
    this.#here.set(place, node);
    const isBeyond = (name: string): boolean => this.#beyond.has(name as Place);
    this.#transport.add(node, (other) => isBeyond(place) === isBeyond(other.name));
    if (!(node instanceof OurNode)) return;
    for (const link of this.#declared.get(place) ?? []) node.link(...portsOf(link), undefined, "declare");
  }

  #ourNode(place: Place): OurNode {
    const node = new OurNode(this.#transport, place, { date: () => DATE + this.#transport.now });
    if (place.startsWith("page")) return node;
    node.float("out", 0, "rwe");
    node.float("in", 0, "rws");
    return node;
  }

  #fallApartOrHeal(): void {
    if (this.#beyond.size > 0) return this.#heal();
    this.#beyond = new Set(PLACES.filter(() => this.#chance.below(2) === 0));
    this.#log.push(`${this.#transport.now} apart: ${[...this.#beyond].join(" ")}`);
    this.#divide();
  }

  #heal(): void {
    if (this.#beyond.size > 0) this.#log.push(`${this.#transport.now} together`);
    this.#beyond = new Set();
    this.#divide();
  }

  #divide(): void {
    const here = [...this.#here];
    for (const [index, [place, node]] of here.entries()) {
      for (const [other, peer] of here.slice(index + 1))
        this.#transport.separate(node, peer, this.#beyond.has(place) !== this.#beyond.has(other));
    }
    this.#memory.look();
  }

  /** Pages keep what they see. */
  #run(time: number): void {
    this.#memory.keep(this.#here.values(), LINKS);
    for (let left = time; left > 0; left -= 1000) {
      this.#transport.run(Math.min(left, 1000));
      this.#showPages();
    }
    this.#transport.settle();
    this.#memory.look();
  }

  #showPages(): void {
    for (const [place, page] of this.#here) {
      if (!place.startsWith("page") || !(page instanceof OurNode)) continue;
      for (const link of LINKS)
        if (isSeen(page, link) && recordOf(page, link) === undefined) page.link(...portsOf(link), undefined, "declare");
    }
  }

  #check(link: string): void {
    const [from, to] = placesOf(link).map((place) => this.#here.get(place));
    if (from === undefined || to === undefined) return;
    const records = [from, to].flatMap((end) => (end instanceof OurNode ? [recordOf(end, link)] : []));
    const [record] = records;
    const on = record?.on === true;
    for (const other of records) this.#holds(link, same(record, other), `the ends agree: ${show(records)}`);
    this.#holds(link, drives(from, to, this.#transport) === on, `values travel: ${show(records)}`);
    const last = this.#memory.lastOf(link, [from, to]);
    if (last !== undefined) {
      this.#holds(
        link,
        record !== undefined && record.at >= DATE + last.at,
        `the last decision is known: ${last.at} ${show(records)}`,
      );
      this.#holds(link, record?.at !== DATE + last.at || on === last.on, "the last decision holds");
    }
    const declares = placesOf(link).some((place) => this.#declared.get(place)?.includes(link));
    if (declares) this.#holds(link, record !== undefined, "what is declared is known");
    this.#checkTold(link, on);
  }

  #checkTold(link: string, on: boolean): void {
    for (const node of this.#here.values()) {
      if (!(node instanceof OurNode)) continue;
      const decision = this.#memory.decisionOf(node, link);
      if (decision === undefined || decision.on === on) continue;
      const told = node.events
        .slice(decision.events)
        .some((event) => event.type === "overruled" && nameOf(event.link) === link);
      this.#holds(link, told, `${node.name} was told that it was overruled`);
    }
  }

  #holds(link: string, holds: boolean, what: string): void {
    if (!holds) throw new Error(`${link}: it does not hold that ${what}\n${this.#log.join("\n")}`);
  }

  #otherOf(link: string): Place {
    return placesOf(link).find((place) => place !== "old") ?? "old";
  }
}

function oldNode(): ReferenceInhabitant {
  const old = new ReferenceInhabitant("old");
  old.node.register("out", 0, "flt", "rwe");
  old.node.register("in", 0, "flt", "rws");
  return old;
}

/** Whether a value that is emitted arrives. */
function drives(from: Inhabitant, to: Inhabitant, transport: SimulatedTransport): boolean {
  const value = ++values;
  if (from instanceof OurNode) from.emit("out", value);
  else if (from instanceof ReferenceInhabitant) from.node.emitSignal("out", value);
  transport.settle();
  return (to instanceof OurNode ? to.value("in") : sensorValue(to as ReferenceInhabitant)) === value;
}

function sensorValue({ node }: ReferenceInhabitant): unknown {
  const entry = node.entry("in");
  const value = entry instanceof Map ? entry.get("value") : undefined;
  return typeof value === "bigint" ? Number(value) : value;
}

function isSeen({ machine }: OurNode, link: string): boolean {
  const [from, to] = placesOf(link);
  const peers = [...machine.peers.values()];
  const sensor = peers.find(({ name }) => name === to);
  const list = peers.find(({ name }) => name === from)?.tree.parameters.get("out")?.subscribers ?? [];
  return sensor !== undefined && list.some(([id, path]) => id === sensor.id && path === "in");
}

function recordOf({ machine }: OurNode, link: string): { on: boolean; by: string; at: number } | undefined {
  const [emitter, sensor] = portsOf(link).map((port) => ({
    node: port.split("/")[0] ?? "",
    parameter: port.split("/")[1] ?? "",
  }));
  if (emitter === undefined || sensor === undefined) return undefined;
  const state = machine.linkState({ emitter, sensor });
  return state && { on: state.state !== "cut", by: state.by, at: state.at };
}

function same(a: ReturnType<typeof recordOf>, b: ReturnType<typeof recordOf>): boolean {
  return a?.on === b?.on && a?.by === b?.by && a?.at === b?.at;
}

function show(records: readonly ReturnType<typeof recordOf>[]): string {
  return JSON.stringify(records);
}

function nameOf({
  emitter,
  sensor,
}: {
  readonly emitter: { node: string };
  readonly sensor: { node: string };
}): string {
  return `${emitter.node} ${sensor.node}`;
}

function portsOf(link: string): [string, string] {
  const [from, to] = placesOf(link);
  return [`${from}/out`, `${to}/in`];
}

function placesOf(link: string): [Place, Place] {
  const [from, to] = link.split(" ");
  return [from as Place, to as Place];
}

const PLACES = ["n0", "n1", "n2", "n3", "n4", "page0", "page1", "old"] as const;
/** From the parameter `out` of the one to `in` of the other; all sensors are different, so that each tells its own link. */
const LINKS = ["n0 n1", "n1 n2", "n0 n3", "old n4", "n2 old"];
const NOBODY = ["page0", undefined] as const;
const ACTS = 30;
const DATE = Date.UTC(2027, 0, 1);
let values = 0;
