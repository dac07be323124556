/** Who stands for a name now, or nobody any more. */
export type CastChange =
  | { readonly type: "here"; readonly name: string; readonly id: string }
  | { readonly type: "gone"; readonly name: string };

interface Member {
  readonly name: string;
  suspected: boolean;
}

/**
 * Which node stands for a name: the one that stood for it before, as long as it lives. A node that is suspected gives way to another one of its
 * name, for that is mostly a new run of it. Who stood for it in an earlier run of the show takes its place. Where two that live came before anybody stood for it, nobody does.
 */
export class Cast {
  readonly #members = new Map<string, Member>();
  readonly #bound = new Map<string, string>();
  /** By name, who stood for it in an earlier run of the show, and has not come yet. */
  readonly #earlier: Map<string, string>;

  constructor(earlier: ReadonlyMap<string, string> = new Map()) {
    this.#earlier = new Map(earlier);
  }

  /** The id of the node that stands for a name. */
  find(name: string): string | undefined {
    return this.#bound.get(name);
  }

  /** What is wrong with a name, in words for people. */
  trouble(name: string): string | undefined {
    const ids = this.#idsOf(name);
    if (ids.length < 2) return undefined;
    const bound = this.#bound.get(name);
    const all = ids.map(shorten).join(" and ");
    if (bound === undefined) return `${ids.length} nodes have this name, so nothing is sent to them: ${all}`;
    return `${ids.length} nodes have this name: ${all}; only ${shorten(bound)} is sent to`;
  }

  handleDescribed(id: string, name: string): readonly CastChange[] {
    this.#members.set(id, { name, suspected: false });
    return this.#choose(name);
  }

  handleSuspicion(id: string, suspected: boolean): readonly CastChange[] {
    const member = this.#members.get(id);
    if (member === undefined) return [];
    member.suspected = suspected;
    return this.#choose(member.name);
  }

  handleExit(id: string): readonly CastChange[] {
    const member = this.#members.get(id);
    this.#members.delete(id);
    return member === undefined ? [] : this.#choose(member.name);
  }

  /** Nobody is here any more; gives the names that somebody stood for. */
  clear(): readonly string[] {
    const names = [...this.#bound.keys()];
    this.#members.clear();
    this.#bound.clear();
    return names;
  }

  #choose(name: string): readonly CastChange[] {
    const before = this.#bound.get(name);
    const chosen = this.#chosen(name, before);
    if (chosen === before) return [];
    if (chosen === this.#earlier.get(name)) this.#earlier.delete(name);
    if (chosen === undefined) this.#bound.delete(name);
    else this.#bound.set(name, chosen);
    const gone = before === undefined ? [] : [{ type: "gone", name } as const];
    return chosen === undefined ? gone : [...gone, { type: "here", name, id: chosen }];
  }

  #chosen(name: string, before: string | undefined): string | undefined {
    const ids = this.#idsOf(name);
    const earlier = this.#earlier.get(name);
    if (earlier !== undefined && ids.includes(earlier)) return earlier;
    const living = ids.filter((id) => this.#members.get(id)?.suspected === false);
    if (before !== undefined && ids.includes(before) && (living.includes(before) || living.length === 0)) return before;
    if (living.length === 1) return living[0];
    return ids.length === 1 ? ids[0] : undefined;
  }

  #idsOf(name: string): readonly string[] {
    return [...this.#members].filter(([, member]) => member.name === name).map(([id]) => id);
  }
}

/** As much of an id as people compare. */
function shorten(id: string): string {
  return id.slice(0, DIGITS);
}

const DIGITS = 8;
