import type { TransportNode } from "../../src/index.ts";
import { copyText, readText } from "./edit/clipboard.ts";
import { Edits } from "./edit/edits.ts";
import { History } from "./edit/history.ts";
import { Lock } from "./edit/lock.ts";
import type { Arranging } from "./layout/refining.ts";
import type { Connection } from "./network/connection.ts";
import { Drivers } from "./network/drivers.ts";
import { Network } from "./network/network.ts";
import type { ShownNode } from "./network/shown-node.ts";
import type { ShownWire } from "./network/shown-wire.ts";
import { type Timing, Valves } from "./network/valves.ts";
import { WireStates } from "./network/wire-states.ts";
import { Notices } from "./notices.ts";
import { EventLog, nameLink } from "./render/event-log.ts";
import type { Inspector } from "./render/inspector.ts";
import type { Stage } from "./render/painter.ts";
import { Blackouts } from "./show/blackouts.ts";
import { People } from "./together/people.ts";
import { KeptPlaces } from "./view/kept-places.ts";
import { Positions } from "./view/positions.ts";
import { Selection } from "./view/selection.ts";
import type { Settings, Shelf } from "./view/settings.ts";
import { count, messageOf } from "./view/words.ts";

/** What a composer needs of the world. */
export interface ComposerOptions {
  readonly node: TransportNode;
  readonly stage: Stage;
  readonly timing: Timing;
  readonly settings: Settings;
  /** Where the page keeps what a person chose, from visit to visit. */
  readonly shelf: Shelf;
  readonly inspector: Inspector;
  readonly connection: Connection;
  readonly readOnly?: boolean;
  /** The link permits values and cues, and nothing else. */
  readonly performs?: boolean;
  /** Lays nodes out well, and takes its time for it. */
  readonly arranging?: Arranging;
}

/** Everything behind the page. Views read its parts and call its methods; it knows nothing of them. */
export class Composer {
  readonly network: Network;
  readonly history: History = new History();
  readonly notices: Notices = new Notices();
  readonly selection: Selection = new Selection();
  readonly lock: Lock;
  readonly valves: Valves;
  readonly states: WireStates;
  readonly drivers: Drivers;
  readonly edits: Edits;
  readonly positions: Positions;
  readonly blackouts: Blackouts;
  readonly people: People;
  readonly log: EventLog;
  readonly settings: Settings;
  readonly inspector: Inspector;
  readonly connection: Connection;
  /** Where the page keeps what a person chose. */
  readonly shelf: Shelf;
  readonly now: () => number;

  constructor({ node, stage, timing, settings, shelf, inspector, connection, ...options }: ComposerOptions) {
    const { readOnly = false, performs = false, arranging } = options;
    const now = (): number => stage.now();
    this.settings = settings;
    [this.shelf, this.now] = [shelf, now];
    this.inspector = inspector;
    this.connection = connection;
    this.lock = new Lock(readOnly ? "locked" : performs ? "perform" : "edit");
    this.valves = new Valves(timing);
    this.log = new EventLog(node, stage);
    this.network = new Network(node, stage, { keepsWires: !readOnly && !performs });
    this.blackouts = new Blackouts(this.network);
    this.states = new WireStates(this.network);
    this.drivers = new Drivers(this.network, this.states);
    this.people = new People(now);
    const { network, history, notices, lock, valves, drivers, states, people } = this;
    this.edits = new Edits({ network, history, notices, lock, valves, drivers, states, people, now });
    const kept = new KeptPlaces(shelf);
    this.positions = new Positions({ network, history, notices, lock, kept, now, arranging });
    connection.subscribe(() => this.#stand());
    this.selection.subscribe(({ keys }) => people.select(network.nodes.filter(({ key }) => keys.has(key))));
  }

  /** To be called about twice a second: what no event tells is looked at. */
  look(): void {
    this.network.measure();
    if (this.connection.standing !== "joined") return;
    this.states.look();
    this.history.last?.look?.();
    this.history.next?.look?.();
  }

  /** The wires that are selected, and those of nothing else. */
  get selectedWires(): readonly ShownWire[] {
    return this.network.wires.filter(({ key }) => this.selection.has(key));
  }

  /** Whether there is something to undo, and it may be undone now. */
  get undoes(): boolean {
    const { last } = this.history;
    return last !== undefined && this.lock.allows(last.needs);
  }

  /** Whether there is something to do again, and it may be done now. */
  get redoes(): boolean {
    const { next } = this.history;
    return next !== undefined && this.lock.allows(next.needs);
  }

  /** What speaks against undoing the last, or doing the next again: somebody else has been there since. */
  doubt(which: "undo" | "redo"): string | undefined {
    const { last, next } = this.history;
    return (which === "undo" ? last : next)?.doubts[which]();
  }

  /** `anyway`: although somebody else has been there since; a person was asked. */
  undo({ anyway = false }: { readonly anyway?: boolean } = {}): void {
    const { history, notices, lock } = this;
    if (history.last === undefined) return notices.tell("nothing to undo");
    const doubt = anyway ? undefined : this.doubt("undo");
    if (this.undoes && doubt === undefined) notices.tell(`undone: ${history.undo()}`);
    else notices.tell(`not undone: ${doubt ?? lock.reason}`, "bad");
  }

  redo({ anyway = false }: { readonly anyway?: boolean } = {}): void {
    const { history, notices, lock } = this;
    if (history.next === undefined) return notices.tell("nothing to do again");
    const doubt = anyway ? undefined : this.doubt("redo");
    if (this.redoes && doubt === undefined) notices.tell(`done again: ${history.redo()}`);
    else notices.tell(`not done again: ${doubt ?? lock.reason}`, "bad");
  }

  /** Forgets nodes that left, and the wires that wait for them, on the other pages too. */
  dismiss(nodes: readonly ShownNode[]): void {
    if (!this.lock.patches) return this.notices.tell(this.lock.reason, "bad");
    for (const node of nodes) this.network.dismiss(node);
  }

  /** A node that left is here under another name: its wires move there. */
  async rename(ghost: ShownNode, { name }: ShownNode): Promise<void> {
    const { notices, network } = this;
    if (!this.lock.patches) return notices.tell(this.lock.reason, "bad");
    try {
      const links = await network.node.rename(ghost.name, name, { timeout: RENAME_TIMEOUT_MS });
      const failed = links.filter(({ reason }) => reason !== "");
      for (const { from, reason } of failed) notices.tell(`not moved: ${nameLink(from)}: ${reason}`, "bad");
      const moved = links.filter(({ on, reason }) => on && reason === "").length;
      notices.tell(`${count(moved, "wire")} moved from ${ghost.name} to ${name}`, failed.length === 0 ? "good" : "bad");
      if (failed.length === 0) this.dismiss([ghost]);
    } catch (error) {
      notices.tell(messageOf(error), "bad");
    }
  }

  /** Cuts the selected wires, hides those that were cut, and dismisses the selected ghosts. */
  remove(): void {
    for (const wire of this.network.cuts) if (this.selection.has(wire.key)) this.network.hideCut(wire);
    this.edits.disconnect(this.selectedWires);
    const ghosts = this.network.ghosts.filter(({ key }) => this.selection.has(key));
    if (ghosts.length > 0) this.dismiss(ghosts);
    this.selection.clear();
  }

  /** The selection as text for the clipboard. */
  copy(): string | undefined {
    const text = copyText(this.network, this.selection.keys);
    if (text !== undefined) this.notices.tell("copied", "good");
    return text;
  }

  /** Takes wires and values from the clipboard's text; false when it is something else. */
  paste(text: string): boolean {
    const cutting = readText(this.network, text);
    if (cutting === undefined) return false;
    this.edits.paste(cutting.wires, cutting.values);
    const [missing] = cutting.missing;
    if (missing !== undefined) this.notices.tell(`not here: ${cutting.missing.join(", ")}`, "bad");
    return true;
  }

  selectAll(): void {
    this.selection.only(...this.network.nodes.map(({ key }) => key));
  }

  /** While the page is not in the show nothing that is done would arrive when it was meant. */
  #stand(): void {
    const { standing, lost } = this.connection;
    this.lock.rest(lost);
    if (standing === "lost" || standing === "refused") this.valves.rest();
  }
}

const RENAME_TIMEOUT_MS = 5000;
