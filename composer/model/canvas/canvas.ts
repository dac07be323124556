import type { Act, History, Outcomes } from "../edit/history.ts";
import type { Lock } from "../edit/lock.ts";
import { Stores, type StoreTools } from "../keeping/stores.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { Notices } from "../notices.ts";
import { Observable } from "../observable.ts";
import type { Positions } from "../view/positions.ts";
import { type Area, type CanvasItem, type Fields, liesIn, readItem, writeArea } from "./item.ts";
import { areSame, CANVAS, type CanvasOp, type CanvasStore, changeOf, fieldsOf } from "./ops.ts";

/** Something on the graph, and where it is kept. */
export interface KeptItem extends CanvasItem {
  readonly store: CanvasStore;
}

/** Frames, notes and stored views: those of all shows that were seen, and those of this browser. Each edit can be undone. */
export class Canvas extends Observable {
  readonly #tools: CanvasTools;
  readonly #stores: Stores<CanvasOp>;
  #items: readonly KeptItem[] = [];

  constructor(tools: CanvasTools) {
    super();
    this.#tools = tools;
    this.#stores = new Stores(CANVAS, tools);
    this.#stores.subscribe(() => {
      this.#items = this.#stores.all.flatMap((store) =>
        [...store.written].flatMap(([id, written]) => {
          const item = readItem(id, written);
          return item === undefined ? [] : { ...item, store };
        }),
      );
      this.changed();
    });
  }

  get items(): readonly KeptItem[] {
    return this.#items;
  }

  /** Where something new is kept: in a show that is here; else in this browser. */
  get home(): CanvasStore {
    return this.#stores.home;
  }

  get stores(): readonly CanvasStore[] {
    return this.#stores.all;
  }

  follow(): () => void {
    return this.#stores.follow();
  }

  /** It as it is now; undefined when it is gone. */
  find({ id, store }: Place): KeptItem | undefined {
    return this.#items.find((item) => item.id === id && item.store === store);
  }

  /** Puts something new on the graph; undefined when that may not be. */
  add(name: string, fields: Fields, { store = this.home, id = freeId(store) }: Partial<Place> = {}): Place | undefined {
    if (!this.#mayPatch()) return undefined;
    const there = this.#presence(id, store, fields);
    this.#do({ name, undo: there.take, redo: there.put, doubts: { undo: there.whyElse, redo: there.whyHere } });
    return { id, store };
  }

  remove(item: KeptItem): void {
    if (!this.#mayPatch()) return;
    const fields = Object.fromEntries(item.store.written.get(item.id) ?? []);
    const there = this.#presence(item.id, item.store, fields);
    this.#do({
      name: `remove ${nameOf(item)}`,
      undo: there.put,
      redo: there.take,
      doubts: { undo: there.whyHere, redo: there.whyElse },
    });
  }

  /** Gives it other fields; undefined takes one away. */
  change(item: KeptItem, fields: Fields): void {
    if (!this.#mayPatch()) return;
    const change = this.#change(item, fields);
    if (change !== undefined) this.#do({ name: `change ${nameOf(item)}`, ...change });
  }

  /** What moves with a frame: the nodes that lie in it, and what else lies there. */
  within(item: KeptItem): { readonly nodes: readonly ShownNode[]; readonly items: readonly KeptItem[] } {
    const { network, positions } = this.#tools;
    if (item.kind !== "frame") return { nodes: [], items: [] };
    const nodes = network.nodes.filter((node) => liesIn({ ...positions.of(node), ...positions.boxOf(node) }, item));
    const items = this.#items.filter((other) => other.id !== item.id && other.kind !== "view" && liesIn(other, item));
    return { nodes, items };
  }

  /** Puts it somewhere, with all that lies in it: one entry, also of several moves with the same word. */
  move(item: KeptItem, { x, y }: Pick<Area, "x" | "y">, merge?: string): void {
    if (!this.#mayPatch()) return;
    const { positions, notices } = this.#tools;
    const [dx, dy] = [Math.round(x - item.x), Math.round(y - item.y)];
    const { nodes, items } = this.within(item);
    const stuck = nodes.find((node) => !positions.movable(node));
    if (stuck !== undefined) notices.tell(`${stuck.name} stays: ${positions.whyFixed(stuck)}`, "bad");
    const moved = new Map(nodes.map((node) => [node, by(positions.of(node), dx, dy)]));
    const acts = [item, ...items].map((one) => this.#change(one, writeArea({ ...one, ...by(one, dx, dy) })));
    const all = [...acts, positions.moving(moved)].filter((act) => act !== undefined);
    const each = (which: "undo" | "redo") => (): Outcomes => all.flatMap((act) => act[which]());
    const doubt = (which: "undo" | "redo") => (): string | undefined =>
      all.map(({ doubts }) => doubts[which]()).find((why) => why !== undefined);
    if (all.length === 0) return this.changed();
    const doubts = { undo: doubt("undo"), redo: doubt("redo") };
    this.#do({ name: `move ${nameOf(item)}`, merge, undo: each("undo"), redo: each("redo"), doubts });
  }

  /** What this browser keeps becomes the show's, for everybody. */
  async keepIn(item: KeptItem, home: CanvasStore): Promise<void> {
    if (!this.#mayPatch()) return;
    const [was, { browser }] = [item.store.written.get(item.id), this.#stores];
    if (was === undefined || item.store !== browser) return;
    const reason = await home.edit([{ id: freeId(home), was: undefined, to: was }]);
    const { notices } = this.#tools;
    if (reason !== "") return notices.tell(`${nameOf(item)} stays in this browser: ${reason}`, "bad");
    await browser.edit([{ id: item.id, was, to: undefined }]);
    notices.tell(`${nameOf(item)} is in ${home.place} now`, "good");
  }

  /** How something is put there as a whole, and taken away. */
  #presence(id: string, store: CanvasStore, fields: Fields) {
    const whole = new Map(
      Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    return {
      put: (): Outcomes => [this.#send(store, { id, was: undefined, to: whole })],
      take: (): Outcomes => {
        const was = store.written.get(id);
        return was === undefined ? [Promise.resolve(true)] : [this.#send(store, { id, was, to: undefined })];
      },
      whyElse: (): string | undefined => {
        const present = store.written.get(id);
        const same = present !== undefined && areSame(fieldsOf(present, [...present.keys()]), fields);
        return same ? undefined : ELSE;
      },
      whyHere: (): string | undefined => (store.written.has(id) ? ELSE : undefined),
    };
  }

  #change({ id, store }: KeptItem, after: Fields): Change | undefined {
    const before = fieldsOf(store.written.get(id), Object.keys(after));
    if (areSame(before, after)) return undefined;
    const put = (fields: Fields) => (): Outcomes => [this.#send(store, changeOf(store, id, fields))];
    const whyNot = (left: Fields) => (): string | undefined =>
      areSame(left, fieldsOf(store.written.get(id), Object.keys(left))) ? undefined : ELSE;
    return { undo: put(before), redo: put(after), doubts: { undo: whyNot(after), redo: whyNot(before) } };
  }

  async #send(store: CanvasStore, op: CanvasOp | undefined): Promise<boolean> {
    const reason = op === undefined ? "somebody else has removed it since" : await store.edit([op]);
    if (reason !== "") this.#tools.notices.tell(reason, "bad");
    return reason === "";
  }

  #do(act: Omit<Act, "needs">): void {
    this.#tools.history.do({ needs: "wires", ...act }, this.#tools.now());
  }

  #mayPatch(): boolean {
    const { lock, notices } = this.#tools;
    if (!lock.patches) notices.tell(lock.reason, "bad");
    return lock.patches;
  }
}

/** Where something is kept, and under which id. */
type Place = Pick<KeptItem, "id" | "store">;
type Change = Pick<Act, "undo" | "redo" | "doubts">;

export interface CanvasTools extends StoreTools {
  readonly positions: Positions;
  readonly lock: Lock;
  readonly history: History;
  readonly notices: Notices;
  readonly now: () => number;
}

/** In words: `the frame Front`. */
function nameOf({ kind, title }: Pick<CanvasItem, "kind" | "title">): string {
  return title === "" ? `a ${kind}` : `the ${kind} ${title}`;
}

function by({ x, y }: Pick<Area, "x" | "y">, dx: number, dy: number): Pick<Area, "x" | "y"> {
  return { x: x + dx, y: y + dy };
}

/** Two pages that add something at once must not take the same one. */
function freeId({ written }: CanvasStore): string {
  for (;;) {
    const id = Math.floor(Math.random() * 36 ** 8).toString(36);
    if (!written.has(id)) return id;
  }
}

const ELSE = "somebody else has changed it since";
