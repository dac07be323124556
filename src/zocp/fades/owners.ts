import { encodeMod } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import { formatPart, type Part } from "../tree/own-tree.ts";
import { formatOwner, type Owner } from "./owner.ts";

/**
 * Tells who holds the parameters of this node: the peers that get their values and understand it (`fade`), all names that
 * changed within a moment in one MOD. A peer that does not get the values is told when it asks for the tree.
 */
export class Owners {
  readonly #core: Core;
  /** The parameters whose owner may be another one. */
  readonly #touched = new Set<string>();
  /** What was told of those that somebody holds. */
  readonly #told = new Map<string, string>();
  /** Those whose owner somebody has seen who asked, perhaps before it was told. */
  readonly #shown = new Set<string>();
  readonly #due: Deadline;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Somebody may hold a parameter now, or hold it no more. */
  touch(path: string, now: number): void {
    if (this.#touched.size === 0) this.#due.by(Math.max(now + TOGETHER, this.#toldAt + PAUSE));
    this.#touched.add(path);
  }

  handleShown(path: string): void {
    this.#shown.add(path);
  }

  /** A parameter was described anew, without a word of who holds it. */
  handleRegistered(path: string, now: number): void {
    if (this.#told.delete(path)) this.touch(path, now);
  }

  handleRemoved(path: string): void {
    this.#touched.delete(path);
    this.#told.delete(path);
    this.#shown.delete(path);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const changed = [...this.#touched].filter((path) => this.#isNews(path));
    this.#touched.clear();
    if (changed.length === 0) return;
    this.#toldAt = now;
    this.#send(changed, now);
    const { id, name } = this.#core;
    this.#core.tell({ type: "owned", peer: id, name, parameters: changed });
  }

  /** What began and ended since it was told last is no news. */
  #isNews(path: string): boolean {
    const parameter = this.#core.tree.parameters.get(path);
    const owner = parameter?.hold?.ownerOf(parameter);
    const before = this.#told.get(path);
    if (owner === undefined) this.#told.delete(path);
    else this.#told.set(path, keyOf(owner));
    const ended = owner === undefined && this.#shown.delete(path);
    return parameter !== undefined && (ended || before !== this.#told.get(path));
  }

  /** One text for all that hear of the same parameters: nearly always everybody. */
  #send(paths: readonly string[], now: number): void {
    const { tree, subscribers, peers } = this.#core;
    const byPeer = new Map<string, string[]>();
    for (const path of paths)
      for (const peer of subscribers.audience(path).byPeer.keys()) {
        if (peers.get(peer)?.fades === true) byPeer.set(peer, [...(byPeer.get(peer) ?? []), path]);
      }
    const groups = new Map<string, { readonly to: string[]; readonly paths: readonly string[] }>();
    for (const [peer, some] of byPeer) {
      const key = JSON.stringify(some);
      const group = groups.get(key) ?? { to: [], paths: some };
      group.to.push(peer);
      groups.set(key, group);
    }
    for (const { to, paths: some } of groups.values()) {
      const parts = some.flatMap((path): Part[] => {
        const parameter = tree.parameters.get(path);
        const owner = parameter?.hold?.ownerOf(parameter);
        return parameter === undefined ? [] : [[parameter, `{"owner": ${formatOwner(owner, now)}}`]];
      });
      this.#core.push({ type: "send", to, text: encodeMod(formatPart(parts)) });
    }
  }
}

function keyOf({ kind, name, tag, priority, since, gone }: Owner): string {
  return JSON.stringify([kind, name, tag, priority, since, gone !== undefined]);
}

/** Milliseconds in which changes are gathered, and between two that are told: fades that are begun without pause must not be a flood. */
const TOGETHER = 20;
const PAUSE = 100;
