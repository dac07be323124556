import type { RealmNode } from "../../src/index.ts";
import { copyText, readText } from "./clipboard.ts";
import type { Connection } from "./connection.ts";
import { Edits } from "./edits.ts";
import { EventLog } from "./event-log.ts";
import { History } from "./history.ts";
import type { Inspector } from "./inspector.ts";
import { Lock } from "./lock.ts";
import { Notices } from "./notices.ts";
import type { Stage } from "./painter.ts";
import { Places } from "./places.ts";
import { Scope } from "./scope.ts";
import { Selection } from "./selection.ts";
import type { Settings } from "./settings.ts";
import { Show } from "./show.ts";
import type { ShownWire } from "./shown-wire.ts";
import { type Timing, Valves } from "./valves.ts";

/** What a composer needs of the world. */
export interface ComposerOptions {
  readonly node: RealmNode;
  readonly stage: Stage;
  readonly timing: Timing;
  readonly settings: Settings;
  readonly inspector: Inspector;
  readonly connection: Connection;
  readonly readOnly?: boolean;
}

/** Everything behind the page. Views read its parts and call its methods; it knows nothing of them. */
export class Composer {
  readonly show: Show;
  readonly history: History = new History();
  readonly notices: Notices = new Notices();
  readonly selection: Selection = new Selection();
  readonly lock: Lock;
  readonly valves: Valves;
  readonly edits: Edits;
  readonly places: Places;
  readonly log: EventLog;
  readonly scope: Scope;
  readonly settings: Settings;
  readonly inspector: Inspector;
  readonly connection: Connection;

  constructor({ node, stage, timing, settings, inspector, connection, readOnly = false }: ComposerOptions) {
    const now = (): number => stage.now();
    this.settings = settings;
    this.inspector = inspector;
    this.connection = connection;
    this.lock = new Lock(readOnly);
    this.valves = new Valves(timing);
    this.log = new EventLog(node, stage);
    this.show = new Show(node, stage, { keepsWires: !readOnly });
    this.scope = new Scope(now);
    const { show, history, notices, lock, valves } = this;
    this.edits = new Edits({ show, history, notices, lock, valves, now });
    this.places = new Places({ show, history, lock, now });
  }

  /** The wires that are selected, and those of nothing else. */
  get selectedWires(): readonly ShownWire[] {
    return this.show.wires.filter(({ key }) => this.selection.has(key));
  }

  undo(): void {
    const name = this.history.undo();
    this.notices.tell(name === undefined ? "nothing to undo" : `undone: ${name}`);
  }

  redo(): void {
    const name = this.history.redo();
    this.notices.tell(name === undefined ? "nothing to redo" : `done again: ${name}`);
  }

  /** Cuts the selected wires and dismisses the selected ghosts. */
  remove(): void {
    this.edits.disconnect(this.selectedWires);
    for (const node of this.show.ghosts) if (this.selection.has(node.key)) this.show.dismiss(node);
    this.selection.clear();
  }

  /** The selection as text for the clipboard. */
  copy(): string | undefined {
    const text = copyText(this.show, this.selection.keys);
    if (text !== undefined) this.notices.tell("copied", "good");
    return text;
  }

  /** Takes wires and values from the clipboard's text; false when it is something else. */
  paste(text: string): boolean {
    const cutting = readText(this.show, text);
    if (cutting === undefined) return false;
    this.edits.paste(cutting.wires, cutting.values);
    const [missing] = cutting.missing;
    if (missing !== undefined) this.notices.tell(`not here: ${cutting.missing.join(", ")}`, "bad");
    return true;
  }

  selectAll(): void {
    this.selection.only(...this.show.nodes.map(({ key }) => key));
  }
}
