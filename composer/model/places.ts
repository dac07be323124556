import { boxOf } from "./box.ts";
import type { History } from "./history.ts";
import { layOut } from "./layout.ts";
import type { Lock } from "./lock.ts";
import { Observable } from "./observable.ts";
import type { Show } from "./show.ts";
import { POSITION, type Point, type ShownNode } from "./shown-node.ts";

/**
 * Where nodes are drawn. A place that a person chose is kept in the node itself, so that every page shows the same picture;
 * the others are found by the layout, which gives the same on every page.
 */
export class Places extends Observable {
  readonly #show: Show;
  readonly #history: History;
  readonly #lock: Lock;
  readonly #now: () => number;
  /** Under the hand, or told by a node that has left or keeps none. */
  readonly #local = new Map<string, Point>();
  readonly #told = new Map<string, Point>();
  readonly #found = new Map<string, Point>();
  readonly #folded = new Set<string>();
  /** When the first node was there. */
  #begun: number | undefined;

  constructor({ show, history, lock, now }: PlaceTools) {
    super();
    this.#show = show;
    this.#history = history;
    this.#lock = lock;
    this.#now = now;
    show.subscribe(() => this.#renew());
  }

  /** Objects whose parameters are hidden: the node's key, a line break, the object's name. */
  get folded(): ReadonlySet<string> {
    return this.#folded;
  }

  of(node: ShownNode): Point {
    return this.#local.get(node.key) ?? this.#found.get(node.key) ?? ORIGIN;
  }

  fold(node: ShownNode, group: string): void {
    const key = `${node.key}\n${group}`;
    if (!this.#folded.delete(key)) this.#folded.add(key);
    this.changed();
  }

  /** Puts nodes somewhere, here and on every other page. */
  move(moves: ReadonlyMap<ShownNode, Point>): void {
    if (!this.#lock.patches || moves.size === 0) return this.changed();
    const before = new Map([...moves.keys()].map((node) => [node, this.of(node)]));
    const [first] = moves.keys();
    const name = moves.size === 1 && first !== undefined ? `move ${first.name}` : `move ${moves.size} nodes`;
    this.#history.add({ name, undo: () => this.#put(before), redo: () => this.#put(moves) }, this.#now());
    this.#put(moves);
  }

  /** Lays everything out anew. */
  arrange(): void {
    const places = this.#layOut();
    this.move(new Map(this.#show.nodes.map((node) => [node, places.get(node.key) ?? ORIGIN])));
  }

  #put(moves: ReadonlyMap<ShownNode, Point>): void {
    for (const [node, { x, y }] of moves) {
      const point = { x: Math.round(x), y: Math.round(y) };
      this.#local.set(node.key, point);
      // A node that does not keep it is drawn there on this page only.
      node.remote?.set(POSITION, [point.x, point.y]).catch(() => {});
    }
    this.changed();
  }

  #renew(): void {
    for (const node of this.#show.nodes) this.#read(node);
    const fresh = this.#show.nodes.some(({ key }) => !this.#local.has(key) && !this.#found.has(key));
    if (fresh || !this.#settled) this.#find();
    this.changed();
  }

  /** Another page moved it; or it has come with a place. */
  #read({ key, position }: ShownNode): void {
    if (position === undefined) return;
    const before = this.#told.get(key);
    if (before?.x === position.x && before.y === position.y) return;
    this.#told.set(key, position);
    this.#local.set(key, position);
  }

  /** While a show comes up, nodes find their places together; those that people have seen for a while stay. */
  #find(): void {
    if (this.#show.nodes.length === 0) return;
    const places = this.#layOut();
    this.#begun ??= this.#now();
    const settled = this.#settled;
    for (const node of this.#show.nodes) {
      const place = places.get(node.key);
      if (place === undefined || (settled && this.#found.has(node.key))) continue;
      this.#found.set(node.key, settled ? this.#free(node, place) : place);
    }
  }

  /** The layout's place, or below what is there already. */
  #free(node: ShownNode, place: Point): Point {
    const { width, height } = boxOf(node, this.#folded);
    let { y } = place;
    for (let tries = 0; tries < 100; tries += 1) {
      const hit = this.#show.nodes.find((other) => {
        if (other === node || !(this.#local.has(other.key) || this.#found.has(other.key))) return false;
        const at = this.of(other);
        const box = boxOf(other, this.#folded);
        return at.x < place.x + width && place.x < at.x + box.width && at.y < y + height && y < at.y + box.height;
      });
      if (hit === undefined) break;
      y = this.of(hit).y + boxOf(hit, this.#folded).height + 28;
    }
    return { x: place.x, y };
  }

  #layOut(): ReadonlyMap<string, Point> {
    const boxes = this.#show.nodes.map((node) => ({ key: node.key, ...boxOf(node, this.#folded) }));
    const wires = this.#show.wires.map(({ emitter, sensor }) => ({ from: emitter.node.key, to: sensor.node.key }));
    return layOut({ boxes, wires });
  }

  get #settled(): boolean {
    return this.#begun !== undefined && this.#now() - this.#begun > SETTLING;
  }
}

export interface PlaceTools {
  readonly show: Show;
  readonly history: History;
  readonly lock: Lock;
  readonly now: () => number;
}

const ORIGIN: Point = { x: 0, y: 0 };
const SETTLING = 2500;
