import type { Json, JsonInput, RemoteNode } from "../../../src/index.ts";
import type { Composer } from "../composer.ts";
import type { Change } from "../edit/change.ts";
import { isPage } from "../network/company.ts";
import { Observable } from "../observable.ts";
import { readerOf } from "../show/reader.ts";
import { visible } from "../view/words.ts";
import { readChanges } from "./changes.ts";

/** Something that a person did on one of the pages. */
export interface SharedAct {
  /** The same on every page. */
  readonly id: string;
  /** Who did it, as that person was called then; the id of the page's node, and its name: so nodes say who has made a wire. */
  readonly who: string;
  readonly page: string;
  readonly node: string;
  /** `set desk/level`. */
  readonly name: string;
  /** Milliseconds since 1970 by that page's clock. */
  readonly at: number;
  /** None where only its own page can take it back. */
  readonly changes: readonly Change[];
  /** Whether its own page has taken it back. */
  readonly undone: boolean;
}

/**
 * What people did on all pages, newest last. Each page tells the others what it did once that has come to pass, and asks a page that it
 * meets for its list: so one that comes later knows what those have done who left.
 */
export class SharedActs extends Observable {
  readonly #composer: Composer;
  readonly #waiting = new Set<string>();
  #all: readonly SharedAct[] = [];

  constructor(composer: Composer) {
    super();
    this.#composer = composer;
    const { history, network } = composer;
    const { node } = network;
    node.handle(ACTED, ([acts], { peer }) => {
      this.#take(acts, peer);
      return null;
    });
    node.handle(ACTS, () => this.#all.map(formatAct));
    node.on("described", ({ peer }) => this.#meet(node.peers.get(peer)));
    for (const peer of node.peers.values()) this.#meet(peer);
    history.subscribe(() => this.#gather());
  }

  get all(): readonly SharedAct[] {
    return this.#all;
  }

  /** To be called about twice a second: tells what was done since. */
  look(): void {
    const acts = this.#all.filter(({ id }) => this.#waiting.has(id));
    this.#waiting.clear();
    if (acts.length === 0) return;
    for (const peer of this.#composer.network.node.peers.values())
      if (isPage(peer)) peer.call(ACTED, [acts.map(formatAct)]).catch(() => {});
  }

  /** What this page did, as far as it has come to pass. */
  #gather(): void {
    const { history, people, network } = this.#composer;
    const { id: page, name } = network.node;
    const entries = [
      ...history.done.map((entry) => [entry, false] as const),
      ...history.undone.map((entry) => [entry, true] as const),
    ];
    const known = new Map(this.#all.map((act) => [act.id, act]));
    for (const [entry, undone] of entries) {
      if (entry.trace !== undefined && !entry.trace.arrived) continue;
      const id = `${page}-${entry.id}`;
      const before = known.get(id);
      const changes = entry.changes?.() ?? [];
      const same =
        before?.undone === undone && before.changes.length === changes.length && sameChanges(before.changes, changes);
      if (same) continue;
      const who = people.me.name || name;
      known.set(id, { id, who, page, node: name, name: entry.name, at: before?.at ?? Date.now(), changes, undone });
      this.#waiting.add(id);
    }
    this.#keep([...known.values()]);
  }

  /** What a page did itself; of those who left it may tell, too. */
  #take(json: Json | undefined, from: string, all = false): void {
    const told = (Array.isArray(json) ? (json as readonly Json[]).slice(-MOST) : []).flatMap(
      (one) => readAct(one) ?? [],
    );
    const { node } = this.#composer.network;
    const mine = (act: SharedAct): boolean => act.page === node.id;
    const other = (act: SharedAct): boolean => act.page !== from && !(all && !node.peers.has(act.page));
    const known = new Map(this.#all.map((act) => [act.id, act]));
    for (const act of told) if (!mine(act) && !other(act)) known.set(act.id, act);
    this.#keep([...known.values()]);
  }

  #keep(acts: readonly SharedAct[]): void {
    this.#all = [...acts].sort((a, b) => a.at - b.at).slice(-MOST);
    this.changed();
  }

  #meet(peer: RemoteNode | undefined): void {
    if (peer === undefined || !isPage(peer)) return;
    peer.call(ACTS, []).then(
      (acts) => this.#take(acts, peer.id, true),
      // A page of an earlier version keeps no list.
      () => {},
    );
  }
}

function formatAct({ changes, ...act }: SharedAct): JsonInput {
  return { ...act, changes: changes.map(({ of, ...change }) => ({ ...change, of: [...of] })) };
}

function readAct(json: Json): SharedAct | undefined {
  const { text, number, flag, items } = readerOf(json);
  const changes = readChanges([...items("changes")]);
  const [id, page] = [text("id"), text("page")];
  if (id === "" || page === "" || changes === undefined) return undefined;
  const node = text("node").slice(0, LONGEST);
  const [who, name] = [text("who"), text("name")].map((one) => visible(one.slice(0, LONGEST)));
  return { id, page, node, who: who ?? "", name: name ?? "", at: number("at"), changes, undone: flag("undone") };
}

function sameChanges(one: readonly Change[], other: readonly Change[]): boolean {
  return one.every(({ is }, at) => is === other[at]?.is);
}

const ACTED = "composer.acted";
const ACTS = "composer.acts";
/** Acts that are kept, and characters of a text. */
const MOST = 500;
const LONGEST = 200;
