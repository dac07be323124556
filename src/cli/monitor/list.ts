import { type Row, rowsOf } from "./rows.ts";
import type { SeenNetwork } from "./seen.ts";

/** The list: what is folded, what is looked for, where the selection is, and which part of it is on the screen. */
export class List {
  #network: SeenNetwork = { nodes: [], names: new Map(), wires: new Map() };
  #rows: readonly Row[] = [];
  #filter = "";
  #access: "e" | "s" | undefined;
  readonly #folded = new Map<string, boolean>();
  #openUnlessFolded = true;
  #touched = false;
  #selected: string | undefined;
  #index = 0;
  #top = 0;
  #height = 1;

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get network(): SeenNetwork {
    return this.#network;
  }

  get filter(): string {
    return this.#filter;
  }

  /** The row of the selection; undefined while there is none. */
  get selected(): Row | undefined {
    return this.#rows[this.#index];
  }

  /** A few nodes are shown with all they have, many by their names; that stays as it is once a person pressed a key. */
  handleNetwork(network: SeenNetwork): void {
    const all = network.nodes.reduce((sum, { parameters }) => sum + parameters.length + 1, 0);
    if (!this.#touched) {
      this.#openUnlessFolded = all <= FEW;
      this.#selected = undefined;
      this.#index = 0;
    }
    this.#follow(network);
    this.#network = network;
    this.#update();
  }

  touch(): void {
    this.#touched = true;
  }

  look(filter: string): void {
    this.#filter = filter;
    this.#update();
  }

  /** Shows only parameters of this access; undefined: all. */
  only(access: "e" | "s" | undefined): void {
    this.#access = access;
    this.#update();
  }

  move(by: number): void {
    this.#select(this.#index + by);
  }

  page(by: number): void {
    this.#select(this.#index + by * Math.max(1, this.#height - 1));
  }

  first(): void {
    this.#select(0);
  }

  last(): void {
    this.#select(this.#rows.length - 1);
  }

  select(key: string): void {
    this.#selected = key;
    this.#update();
  }

  isOpen(id: string): boolean {
    return this.#folded.get(id) ?? this.#openUnlessFolded;
  }

  /** Shows or hides the parameters of a node. */
  fold(id: string, open: boolean): void {
    this.#folded.set(id, open);
    if (!open && this.selected?.node.id === id) this.#selected = id;
    this.#update();
  }

  /** All nodes at once: hidden when any is shown. */
  foldAll(): void {
    const open = !this.#network.nodes.some(({ id }) => this.isOpen(id));
    this.#folded.clear();
    this.#openUnlessFolded = open;
    if (!open) this.#selected = this.selected?.node.id;
    this.#update();
  }

  /** The part that fits into so many rows: the selection is in it, and it moves no more than that needs. */
  window(height: number): { readonly rows: readonly Row[]; readonly top: number } {
    this.#height = height;
    const most = Math.max(0, this.#rows.length - height);
    const margin = Math.min(MARGIN, Math.floor((height - 1) / 2));
    this.#top = Math.max(this.#top, this.#index - height + 1 + margin);
    this.#top = Math.min(this.#top, this.#index - margin, most);
    this.#top = Math.max(0, this.#top);
    return { rows: this.#rows.slice(this.#top, this.#top + height), top: this.#top };
  }

  /** A node that comes back under its name has another id: the selection goes with the name. */
  #follow({ nodes }: SeenNetwork): void {
    const row = this.selected;
    if (row === undefined || nodes.some(({ id }) => id === row.node.id)) return;
    const heir = nodes.find(({ name }) => name === row.node.name);
    if (heir === undefined) return;
    this.#selected = row.key.replace(row.node.id, heir.id);
    const open = this.#folded.get(row.node.id);
    if (open !== undefined) this.#folded.set(heir.id, open);
  }

  #update(): void {
    const options = { filter: this.#filter, isOpen: (id: string) => this.isOpen(id), access: this.#access };
    this.#rows = rowsOf(this.#network, options);
    const index = this.#rows.findIndex(({ key }) => key === this.#selected);
    if (index >= 0) this.#index = index;
    else this.#select(this.#selected === undefined ? 0 : this.#index);
  }

  #select(index: number): void {
    this.#index = Math.max(0, Math.min(this.#rows.length - 1, index));
    this.#selected = this.#rows[this.#index]?.key ?? this.#selected;
  }
}

/** Rows that are shown at once without being asked for. */
const FEW = 60;
/** Rows that stay in sight beyond the selection. */
const MARGIN = 2;
