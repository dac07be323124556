import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { Observable } from "../observable.ts";

/** What a page tells other pages of the person in front of it. Nodes stand in it by their ids, parameters as `id/path`. */
export interface Here {
  /** What the person is called; empty where nobody has said so. */
  readonly name: string;
  /** What a hand moves on that page. */
  readonly moves: ReadonlySet<string>;
  readonly selects: ReadonlySet<string>;
  /** What is being edited, in words: `cue 12`; empty for nothing. */
  readonly edits: string;
}

/** Somebody in front of another page. */
export interface Person extends Here {
  /** The id of the page's node, and its name. */
  readonly id: string;
  readonly page: string;
  /** What the person is called, or else the page. */
  readonly title: string;
  readonly hue: number;
  /** The page gave no sign of life lately. */
  readonly suspected: boolean;
}

/** Who is in front of the pages, and what each has in hand; {@link Presence} carries it between them. */
export class People extends Observable {
  readonly #now: () => number;
  /** When a hand on this page moved something last. */
  readonly #moved = new Map<string, number>();
  #me: Here = { name: "", moves: new Set(), selects: new Set(), edits: "" };
  #others: readonly Person[] = [];

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  /** The person in front of this page. */
  get me(): Here {
    return this.#me;
  }

  /** The people in front of other pages, by name. */
  get others(): readonly Person[] {
    return this.#others;
  }

  set others(others: readonly Person[]) {
    this.#others = others;
    this.changed();
  }

  become(here: Partial<Here>): void {
    this.#me = { ...this.#me, ...here };
    this.changed();
  }

  /** Whose hand moves a parameter on another page. */
  moving({ node, path }: ShownParameter): readonly Person[] {
    const key = `${node.remote?.id}/${path}`;
    return this.#others.filter(({ moves }) => moves.has(key));
  }

  /** Whose hand moves something of a node on another page. */
  movingOn({ remote }: ShownNode): readonly Person[] {
    const of = `${remote?.id}/`;
    return this.#others.filter(({ moves }) => [...moves].some((key) => key.startsWith(of)));
  }

  /** Who has selected a node on another page. */
  selecting({ remote }: ShownNode): readonly Person[] {
    return this.#others.filter(({ selects }) => remote !== undefined && selects.has(remote.id));
  }

  /** Who edits something on another page: `cue 12`. */
  editing(what: string): readonly Person[] {
    return this.#others.filter(({ edits }) => edits === what);
  }

  /** A hand on this page moves these now. */
  move(parameters: readonly ShownParameter[]): void {
    for (const { node, path } of parameters) this.#moved.set(`${node.remote?.id}/${path}`, this.#now());
    this.rest(0);
  }

  /** A hand counts for a moment after it has moved something: those that rest for longer are let go. */
  rest(older: number): void {
    const now = this.#now();
    const before = this.#moved.size;
    if (older > 0) for (const [key, at] of this.#moved) if (now - at > older) this.#moved.delete(key);
    if (older === 0 || this.#moved.size < before) this.become({ moves: new Set(this.#moved.keys()) });
  }

  select(nodes: readonly ShownNode[]): void {
    if (nodes.length + this.#me.selects.size > 0)
      this.become({ selects: new Set(nodes.flatMap(({ remote }) => remote?.id ?? [])) });
  }
}
