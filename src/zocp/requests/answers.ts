import { encodeAnswer, encodeMod } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Parameter } from "../tree/parameter.ts";
import { formatInParts, type TreePart } from "../tree/tree-parts.ts";

/** What one peer is owed: everything, or the entries of these names. What is gone by then is left out: that is told at once. */
interface Debt {
  /** Whether there is something to be told: names may be those of nothing. */
  asked: boolean;
  /** It asked for everything. */
  whole: boolean;
  /** So many names are owed that it is told everything. */
  all: boolean;
  readonly names: Set<string>;
  /** What is being told at present. */
  telling: Iterator<TreePart> | undefined;
  /** Whether that is everything. */
  tellsWhole: boolean;
}

/**
 * What peers are to be told of the tree of this node, because they asked or because they could not be told when something
 * changed. A peer is told once for all that it asked since the last time, when it takes messages, and from the state that
 * there is then: so thousands of questions cost as much as one, and a peer that does not read costs nothing. What is long is
 * told in parts.
 */
export class Answers {
  readonly #core: Core;
  readonly #debts = new Map<string, Debt>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** A peer wants to know some entries of the top level, or everything. */
  owe(peer: string, names: readonly string[] | undefined): void {
    const debt = this.#debtTo(peer);
    debt.asked = true;
    if (names === undefined) debt.whole = true;
    else for (const name of names) if (this.#isName(name)) debt.names.add(name);
    this.#core.push({ type: "answer", to: peer });
  }

  /** A peer is to be told an entry of the top level that it did not ask for; of many it is told everything. */
  tellLater(peer: string, name: string): void {
    const debt = this.#debtTo(peer);
    debt.asked = true;
    if (debt.names.size < MANY) debt.names.add(name);
    else debt.all = true;
    this.#core.push({ type: "answer", to: peer });
  }

  /** The next part of what a peer is owed; undefined when that was all. */
  next(peer: string, now: number): string | undefined {
    const debt = this.#debts.get(peer);
    if (debt === undefined) return undefined;
    const part = this.#nextPart(debt, peer, now);
    if (part === undefined) {
      this.#debts.delete(peer);
      return undefined;
    }
    if (part.last) debt.telling = undefined;
    if (part.last && !debt.asked) this.#debts.delete(peer);
    // A peer of ours is told by the REP that this was everything.
    const complete = part.last && debt.tellsWhole && this.#core.peers.get(peer)?.extensions === true;
    return complete ? encodeAnswer(part.text, "GET", "{}") : encodeMod(part.text);
  }

  /** Whether there is more to tell a peer. */
  owes(peer: string): boolean {
    return this.#debts.has(peer);
  }

  forget(peer: string): void {
    this.#debts.delete(peer);
  }

  /** What was asked for while something is told comes afterwards. */
  #nextPart(debt: Debt, peer: string, now: number): TreePart | undefined {
    if (debt.telling === undefined && debt.asked) {
      const { tree, subscribers, peers } = this.#core;
      const fades = peers.get(peer)?.fades === true;
      const names = debt.whole || debt.all ? undefined : new Set(debt.names);
      debt.telling = formatInParts(
        tree,
        (parameter) => ({
          subscribers: subscribers.format(parameter.path),
          ...(fades && { more: ownerField(parameter, now) }),
        }),
        names,
      );
      debt.tellsWhole = debt.whole;
      debt.asked = debt.whole = debt.all = false;
      debt.names.clear();
    }
    const next = debt.telling?.next();
    return next === undefined || next.done === true ? undefined : next.value;
  }

  #debtTo(peer: string): Debt {
    let debt = this.#debts.get(peer);
    if (debt === undefined) {
      debt = { asked: false, whole: false, all: false, names: new Set(), telling: undefined, tellsWhole: false };
      this.#debts.set(peer, debt);
    }
    return debt;
  }

  /** Names of nothing are not kept: somebody may ask for millions of them. */
  #isName(name: string): boolean {
    const { parameters, metadata } = this.#core.tree;
    return name === "objects" || parameters.has(name) || metadata.has(name);
  }
}

/** Only while there is one: a whole tree of thousands says nothing of nobody. Who was told of one is told when it goes. */
function ownerField(parameter: Parameter, now: number): string {
  const owner = parameter.hold?.showOwner(parameter, now);
  return owner === undefined ? "" : `"owner": ${owner}`;
}

/** Names that are kept for one peer. */
const MANY = 1000;
