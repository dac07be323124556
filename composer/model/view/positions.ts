import type { RemoteNode } from "../../../src/index.ts";
import { placeChange } from "../edit/change.ts";
import type { Act, History, Outcomes } from "../edit/history.ts";
import type { Lock } from "../edit/lock.ts";
import { layOut, placeLoose } from "../layout/lay-out.ts";
import { boundsOf, freePlace, type PlaceMap, type Plan, placedBoxes } from "../layout/plan.ts";
import { type Arranging, Refining, signOf } from "../layout/refining.ts";
import type { Network } from "../network/network.ts";
import { POSITION, type Point, type ShownNode } from "../network/shown-node.ts";
import type { Notices } from "../notices.ts";
import { Observable } from "../observable.ts";
import { type Box, boxOf, sameBox } from "./box.ts";
import { Folds } from "./folds.ts";
import type { KeptPlaces } from "./kept-places.ts";
import { messageOf } from "./words.ts";

/**
 * Where nodes are drawn. A place that a person chose is kept in the node itself, so that every page shows the same picture;
 * the others are found by the layout, which gives the same on every page.
 */
export class Positions extends Observable {
  readonly #network: Network;
  readonly #history: History;
  readonly #notices: Notices;
  readonly #lock: Lock;
  readonly #now: () => number;
  /** Under the hand, or told by a node. */
  readonly #local = new Map<string, Point>();
  readonly #told = new Map<string, Point>();
  readonly #found = new Map<string, Point>();
  /** The nodes that were there when the network changed last. */
  #known: ReadonlySet<string> = new Set();
  readonly #kept: KeptPlaces;
  /** What is not drawn of nodes. */
  readonly folds: Folds = new Folds();
  /** Nodes that were looked at: whether one has come without the place that a person gave it is asked once. */
  readonly #met = new WeakSet<RemoteNode>();
  /** Nodes to which a place is on its way, and the newer one that waits. */
  readonly #sending = new Map<string, Point | undefined>();
  /** As they are drawn since the network changed last. */
  #boxes = new WeakMap<ShownNode, Box>();
  /** As they were drawn last. */
  readonly #drawn = new WeakMap<ShownNode, Box>();
  /** When the first node was there, and when the show last grew by a node or a wire. */
  #begun: number | undefined;
  #grown = 0;
  #size = 0;
  #touched = false;
  readonly #arranging: Arranging | undefined;
  readonly #refining: Refining | undefined;

  constructor({ network, history, notices, lock, kept, now, arranging }: PlaceTools) {
    super();
    this.#arranging = arranging;
    this.#refining = arranging && new Refining(arranging, (places, plan) => this.#refine(places, plan));
    this.#kept = kept;
    this.#network = network;
    this.#history = history;
    this.#notices = notices;
    this.#lock = lock;
    this.#now = now;
    network.subscribe(() => this.#renew());
    this.folds.subscribe(() => {
      this.#boxes = new WeakMap();
      this.changed();
    });
  }

  /** How a node is drawn now. */
  boxOf(node: ShownNode): Box {
    const known = this.#boxes.get(node);
    if (known !== undefined) return known;
    const { groups, opened, nodes } = this.folds;
    const fresh = boxOf(node, { folded: groups, opened, nodes, wired: this.#network.wired });
    const before = this.#drawn.get(node);
    // The same one as long as it looks the same: then nothing of it is drawn anew.
    const box = before !== undefined && sameBox(before, fresh) ? before : fresh;
    this.#boxes.set(node, box);
    this.#drawn.set(node, box);
    return box;
  }

  of({ key }: ShownNode): Point {
    return this.#at(key);
  }

  #at(key: string): Point {
    return this.#local.get(key) ?? this.#found.get(key) ?? ORIGIN;
  }

  /** Where nodes belong, by name, as far as this browser knows: also those that are not here. */
  get known(): ReadonlyMap<string, Point> {
    return this.#kept.all;
  }

  /**
   * Where nodes belong, as another page or a show has it: that is for those of which this browser knows nothing itself. One that is here and was
   * placed by nobody goes there, unless a person has begun to work: then nothing moves by itself.
   */
  learn(places: ReadonlyMap<string, Point>): void {
    const fresh = this.#kept.learn(places);
    if (this.#worked) return;
    const goes = this.#network.nodes.filter(({ key, name }) => fresh.has(name) && !this.#local.has(key));
    for (const { remote } of goes) if (remote !== undefined) this.#met.delete(remote);
    // What nobody has placed gives way to them, as to nodes that have just come.
    const keys = new Set(goes.map(({ key }) => key));
    this.#known = new Set([...this.#known].filter((key) => !keys.has(key)));
    if (goes.length > 0) this.#renew();
  }

  /** Whether a place that is chosen for it now would be kept: the node itself keeps it, for every page. */
  movable(node: ShownNode): boolean {
    return this.#lock.patches && node.present && node.locked === undefined;
  }

  /** Puts nodes somewhere, here and on every other page. */
  move(moves: ReadonlyMap<ShownNode, Point>, merge?: string): void {
    const act = this.moving(moves);
    if (act === undefined) return this.changed();
    this.#history.do({ ...act, merge }, this.#now());
  }

  /** How nodes are put somewhere. Those that would keep no place, and those that are there, are left alone; undefined where these are all. */
  moving(moves: ReadonlyMap<ShownNode, Point>): Act | undefined {
    const after = new Map(
      [...moves].filter(([node, point]) => this.movable(node) && !same(this.of(node), rounded(point))),
    );
    if (after.size === 0) return undefined;
    const before = new Map([...after.keys()].map((node) => [node, this.of(node)]));
    const [first] = after.keys();
    const name = after.size === 1 && first !== undefined ? `move ${first.name}` : `move ${after.size} nodes`;
    const [undo, redo] = [() => this.#put(before), () => this.#put(after)];
    const doubts = { undo: () => this.#whyElsewhere(after), redo: () => this.#whyElsewhere(before) };
    const changes = () => [...after].map(([node, is]) => placeChange(node, before.get(node) ?? ORIGIN, rounded(is)));
    return { name, needs: "wires", undo, redo, doubts, changes };
  }

  /** Moves nodes by so much, as an arrow key does: one entry for as long as the key is pressed again and again. */
  nudge(nodes: readonly ShownNode[], { x, y }: Point): void {
    const movable = nodes.filter((node) => this.movable(node));
    const [stuck] = nodes.filter((node) => !this.movable(node));
    if (stuck !== undefined) this.#notices.tell(`${stuck.name} stays: ${this.whyFixed(stuck)}`, "bad");
    const moves = movable.map((node): [ShownNode, Point] => [node, { x: this.of(node).x + x, y: this.of(node).y + y }]);
    this.move(new Map(moves), `move ${movable.map(({ key }) => key).join("\n")}`);
  }

  /** Lays everything out anew, but for nodes that stay: then below and to the right of that corner. */
  async arrange(stays: ReadonlySet<ShownNode> = new Set(), corner?: Point): Promise<void> {
    if (!this.#lock.patches) return this.#notices.tell(this.#lock.reason, "bad");
    const nodes = this.#network.nodes.filter((node) => !stays.has(node));
    const plan = this.#plan(nodes);
    const places = this.#arranging === undefined ? layOut(plan) : await this.#arranging(plan);
    const bounds = boundsOf(placedBoxes(plan.boxes, places));
    const [dx, dy] = corner === undefined ? [0, 0] : [corner.x - bounds.left, corner.y - bounds.top];
    const moved = nodes.map((node): [ShownNode, Point] => {
      const place = places.get(node.key);
      return [node, place === undefined ? this.of(node) : { x: place.x + dx, y: place.y + dy }];
    });
    this.move(new Map(moved));
  }

  /** Somebody else has moved one of them since. */
  #whyElsewhere(left: ReadonlyMap<ShownNode, Point>): string | undefined {
    const moved = [...left].find(([node, point]) => node.present && !same(this.of(node), rounded(point)));
    return moved === undefined ? undefined : `${moved[0].name} was moved by another page since`;
  }

  /** Why no place that is chosen for it would be kept. */
  whyFixed(node: ShownNode): string {
    if (!this.#lock.patches) return this.#lock.reason;
    return node.locked ?? `${node.name} is not here, and keeps its place itself`;
  }

  #put(moves: ReadonlyMap<ShownNode, Point>): Outcomes {
    for (const [node, place] of moves) this.#local.set(node.key, rounded(place));
    this.changed();
    return [...moves].map(([node, place]) => this.#send(node, rounded(place)));
  }

  /** One at a time for a node; while one is under way the newest waits, and what the node says is older than both. */
  async #send(node: ShownNode, point: Point): Promise<boolean> {
    const { key } = node;
    if (this.#sending.has(key)) {
      this.#sending.set(key, point);
      return true;
    }
    this.#sending.set(key, undefined);
    const refusal = await refusalOf(node.remote?.set(POSITION, [point.x, point.y]));
    const newest = this.#sending.get(key);
    this.#sending.delete(key);
    if (refusal === undefined && newest !== undefined && this.movable(node)) return this.#send(node, newest);
    if (refusal !== undefined) {
      // Only what every page shows is true.
      for (const positions of [this.#local, this.#told]) positions.delete(key);
      this.#notices.tell(`${node.name} is back where it was: ${refusal}`, "bad");
    }
    // A page that goes at once knows it all the same when it comes back.
    else if (key === node.name) this.#kept.keep(node.name, point);
    this.#read(node);
    this.changed();
    return refusal === undefined;
  }

  #renew(): void {
    this.#boxes = new WeakMap();
    for (const node of this.#network.nodes) this.#read(node);
    // Before it grows: who comes after the others have found their positions does not move them.
    const settled = this.#settled;
    this.#measure();
    const fresh = this.#network.nodes.some(({ key }) => !this.#local.has(key) && !this.#found.has(key));
    if (fresh || !settled) this.#find(settled);
    this.#giveWay();
    this.changed();
  }

  /** What nobody has placed gives way to nodes that have come with a place: a new node lies on no other. */
  #giveWay(): void {
    const known = this.#known;
    this.#known = new Set(this.#network.nodes.map(({ key }) => key));
    const boxes = this.#plan().boxes.map((box) => ({ ...box, ...this.#at(box.key) }));
    const come = boxes.filter(({ key }) => !known.has(key) && this.#local.has(key));
    for (const box of come.length === 0 ? [] : boxes) {
      if (this.#local.has(box.key) || freePlace(box, come).y === box.y) continue;
      const there = boxes.filter(({ key }) => key !== box.key).map((other) => ({ ...other, ...this.#at(other.key) }));
      this.#found.set(box.key, freePlace(box, there));
    }
  }

  /** Another page moved it; or it has come with a place, or without the one that it had before its program began anew. */
  #read(node: ShownNode): void {
    const { key, name, position } = node;
    if (position === undefined) return this.#remind(node);
    if (this.#sending.has(key)) return;
    if (key === name) this.#kept.keep(name, position);
    const before = this.#told.get(key);
    if (before?.x === position.x && before.y === position.y) return;
    this.#told.set(key, position);
    this.#local.set(key, position);
  }

  #remind(node: ShownNode): void {
    const { key, name, remote } = node;
    if (remote === undefined || this.#met.has(remote)) return;
    this.#met.add(remote);
    const place = this.#local.get(key) ?? (key === name ? this.#kept.of(name) : undefined);
    if (place === undefined) return;
    this.#local.set(key, place);
    // So that every page shows the same picture; a page that may not patch draws it there for itself.
    if (this.movable(node)) void this.#send(node, place);
  }

  #measure(): void {
    const { nodes, wires } = this.#network;
    if (nodes.length + wires.length > this.#size) this.#grown = this.#now();
    this.#size = nodes.length + wires.length;
    if (nodes.length > 0) this.#begun ??= this.#now();
  }

  /** While a show comes up, nodes find their positions together; those that people have seen for a while stay. */
  #find(settled: boolean): void {
    const plan = this.#plan();
    const keeps = (key: string): boolean => settled && this.#found.has(key);
    const large = this.#refining !== undefined && plan.boxes.length > LARGE;
    // Of a large show only what is new is put below the others at once: the picture comes when it is laid out.
    const places = large ? this.#below(plan) : layOut(plan);
    this.#place(places, plan, { keeps, stands: (key) => this.#local.has(key) || keeps(key) });
    if (!settled && plan.boxes.length > SMALL) this.#refining?.ask(plan);
  }

  #below({ boxes }: Plan): PlaceMap {
    const there = boxes.filter(({ key }) => this.#local.has(key) || this.#found.has(key));
    const fresh = boxes.filter(({ key }) => !this.#local.has(key) && !this.#found.has(key));
    const placed = there.map((box) => ({ ...box, ...this.#at(box.key) }));
    return new Map([...placed.map(({ key, x, y }) => [key, { x, y }] as const), ...placeLoose(fresh, placed)]);
  }

  /** The better layout is there. Under the hand of a person who has begun to work nothing moves. */
  #refine(places: PlaceMap, plan: Plan): void {
    const now = this.#plan();
    if (this.#worked || signOf(now) !== signOf(plan)) return;
    this.#place(places, now, { keeps: () => false, stands: (key) => this.#local.has(key) });
    this.changed();
  }

  /** Where the layout has them, or below what stands there already; `keeps` says whose place is found no more. */
  #place(places: PlaceMap, { boxes }: Plan, { stands, keeps }: Kept): void {
    const there = boxes.filter(({ key }) => stands(key)).map((box) => ({ ...box, ...this.#at(box.key) }));
    for (const box of boxes) {
      const place = places.get(box.key);
      if (place === undefined || keeps(box.key)) continue;
      const free = freePlace({ ...box, ...place }, there);
      this.#found.set(box.key, free);
      // What is laid out together does not lie on each other, unless something had to give way.
      if (there.length > 0 && !stands(box.key)) there.push({ ...box, ...free });
    }
  }

  #plan(nodes: readonly ShownNode[] = this.#network.nodes): Plan {
    const boxes = nodes.map((node) => ({ key: node.key, ...this.boxOf(node) }));
    const keys = new Set(boxes.map(({ key }) => key));
    const wires = this.#network.wires.map(({ emitter, sensor }) => ({ from: emitter.node.key, to: sensor.node.key }));
    return { boxes, wires: wires.filter(({ from, to }) => keys.has(from) && keys.has(to)) };
  }

  /** A hand lies on the graph: from now on no node moves by itself that has a place. */
  touch(): void {
    this.#touched = true;
  }

  /** Whether a person has begun to work here. */
  get #worked(): boolean {
    return this.#touched || this.#history.last !== undefined;
  }

  /**
   * Whether the show has come up: nothing has come for a while, and a wire is known, or none comes. Once a person has done
   * something here, nothing moves under the hand.
   */
  get #settled(): boolean {
    if (this.#begun === undefined) return false;
    if (this.#worked || this.#now() - this.#begun > LONGEST) return true;
    return this.#network.wires.length > 0 && this.#now() - this.#grown > SETTLING;
  }
}

export interface PlaceTools {
  readonly network: Network;
  readonly history: History;
  readonly notices: Notices;
  readonly lock: Lock;
  readonly kept: KeptPlaces;
  readonly now: () => number;
  /** Without it nodes stay where they were laid out at once. */
  readonly arranging?: Arranging | undefined;
}

interface Kept {
  readonly stands: (key: string) => boolean;
  readonly keeps: (key: string) => boolean;
}

async function refusalOf(setting: Promise<unknown> | undefined): Promise<string | undefined> {
  try {
    await setting;
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}

function same(one: Point, other: Point): boolean {
  return one.x === other.x && one.y === other.y;
}

/** Nodes that are laid out at once as well as can be; and those that are laid out in no time. */
const SMALL = 24;
const LARGE = 150;
const ORIGIN: Point = { x: 0, y: 0 };
/** Milliseconds without a new node or wire, and the time after which a show has come up in any case. */
const SETTLING = 2500;
const LONGEST = 10_000;
