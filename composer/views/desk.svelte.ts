import type { Json } from "../../src/index.ts";
import type { CanvasAct } from "../model/canvas/act.ts";
import type { Area } from "../model/canvas/item.ts";
import type { Composer } from "../model/composer.ts";
import { copyText } from "../model/edit/clipboard.ts";
import type { Ends } from "../model/edit/wiring.ts";
import type { ShownNode } from "../model/network/shown-node.ts";
import type { ShownParameter } from "../model/network/shown-parameter.ts";
import type { ShownWire } from "../model/network/shown-wire.ts";
import type { DroppedFile } from "../model/show/load-draft.ts";
import { showsIn } from "../model/show/shows.ts";
import type { ViewName } from "../model/view/views.ts";
import { download } from "./download.ts";
import type { OpenMenu } from "./menus/target.ts";
import { TypedAhead } from "./typed-ahead.ts";

/** What a person picks an end for; `on` this node alone. */
export type Question =
  | { readonly type: "commands" }
  | { readonly type: "search" }
  | { readonly type: "emitter" }
  | { readonly type: "sensor"; readonly emitters: readonly ShownParameter[]; readonly on?: ShownNode | undefined }
  | { readonly type: "emitter-for"; readonly sensor: ShownParameter; readonly on?: ShownNode | undefined };

/** What is to be done with a show: a dialog says first what that means. */
export type Keeping =
  | { readonly type: "save" | "scene" | "cue" }
  | { readonly type: "load"; readonly file?: DroppedFile | undefined };

/** What the graph is asked to show. */
export type Sought = "fit" | "in" | "out" | readonly string[] | Area;

/** What is open on the page, and what views ask of each other. Nothing of it is worth keeping. */
export class Desk {
  readonly composer: Composer;
  question: Question | undefined = $state.raw();
  /** What is typed into it before it is seen. */
  readonly early = new TypedAhead();
  sheet: boolean = $state(false);
  /** Whether a narrow screen shows what it has no tab for. */
  more: boolean = $state(false);
  /** Whether somebody chooses an operator to be made. */
  making: boolean = $state(false);
  /** Whether the next line that is drawn over the graph cuts wires. */
  knife: boolean = $state(false);
  /** Whether somebody looks at who is here. */
  meeting: boolean = $state(false);
  /** The menu that is open. */
  menu: OpenMenu | undefined = $state.raw();
  /** What a person is about to store, save or load. */
  keeping: Keeping | undefined = $state.raw();
  /** The key of the show that is looked at, where several are here. */
  show: string = $state("");
  /** What a narrow screen shows. */
  tab: "panel" | "main" = $state("panel");
  /** Something dangerous that waits for a yes. */
  confirmation: { readonly text: string; readonly verb: string; readonly run: () => void } | undefined = $state.raw();
  /** Asks the graph to show something. */
  readonly asked: Set<(what: Sought) => void> = new Set();
  /** Nodes are being arranged: in the graph they go to their new positions on a way that the eye can follow. */
  arranged = false;
  /** Where a menu was open last. */
  menuAt: Pick<OpenMenu, "x" | "y"> = { x: 240, y: 160 };
  #back: HTMLElement | undefined;

  constructor(composer: Composer) {
    this.composer = composer;
  }

  /** Whether something lies over the page that takes what is typed. */
  get modal(): boolean {
    const { question, sheet, more, making, meeting, confirmation, keeping } = this;
    if (sheet || more || making || meeting) return true;
    return question !== undefined || confirmation !== undefined || keeping !== undefined;
  }

  /** Opens a dialog for the show that is here; without one what can be done is done, or said. */
  keep(keeping: Keeping): void {
    const { network, notices } = this.composer;
    if (showsIn(network.nodes).length > 0) this.keeping = keeping;
    else if (keeping.type !== "save")
      notices.tell("No show is here that could do that: npx zocp show show.json", "bad");
    else {
      const text = copyText(network, new Set(network.nodes.map(({ key }) => key)));
      if (text === undefined) return notices.tell("Nothing is here to be saved", "bad");
      download("patch.json", text);
      notices.tell("No show is here: what this page sees was downloaded as patch.json");
    }
  }

  /** Goes to a view, on a narrow screen too. */
  open(view: ViewName): void {
    this.composer.settings.choose({ view });
    this.tab = "main";
  }

  ask(question: Question): void {
    if (this.question === undefined && document.activeElement instanceof HTMLElement)
      this.#back = document.activeElement;
    if (this.question === undefined) this.early.begin();
    this.question = question;
  }

  openMenu(menu: OpenMenu): void {
    if (this.menu === undefined && document.activeElement instanceof HTMLElement) this.#back = document.activeElement;
    this.menu = menu;
    this.menuAt = menu;
  }

  closeMenu(): void {
    if (this.menu === undefined) return;
    this.menu = undefined;
    this.#back?.focus();
  }

  /** Does something to the canvas: how is loaded when it is done first. */
  async onCanvas(act: CanvasAct): Promise<void> {
    const { perform } = await import("./canvas/acts.ts");
    perform(act, this.composer, this);
  }

  /** Shows a part of the graph. */
  lookAt(area: Area): void {
    this.tab = "main";
    this.composer.settings.choose({ view: "graph" });
    // It may have to be there first.
    requestAnimationFrame(() => requestAnimationFrame(() => this.look(area)));
  }

  /** Takes the knife in the graph; puts it away when it was taken. */
  takeKnife(): void {
    this.knife = !this.knife;
    this.tab = "main";
    this.composer.settings.choose({ view: "graph" });
  }

  /** Closes what is asked; the focus returns to where it was. */
  answer(): void {
    this.question = undefined;
    this.early.end();
    this.#back?.focus();
    this.#back = undefined;
  }

  /** Shows all of the graph, these nodes, or a part of it. */
  look(what: Sought): void {
    for (const look of this.asked) look(what);
  }

  /** Lays all nodes out anew, and shows them. */
  async arrange(): Promise<void> {
    const { arrangeAround } = await import("./canvas/actions.ts");
    this.arranged = true;
    await arrangeAround(this.composer);
    requestAnimationFrame(() => this.look("fit"));
  }

  /** Puts parameters on the scope, and opens it. */
  async plot(parameters: readonly ShownParameter[]): Promise<void> {
    this.composer.settings.choose({ drawer: "scope" });
    const { scopeOf } = await import("./drawer/scope-of.ts");
    for (const parameter of parameters) scopeOf(this.composer).add(parameter);
  }

  /** Takes back what was done last; asks first where somebody else has been there since. */
  undo(): void {
    const { history } = this.composer;
    this.#anyway(`Undo ${history.undoable}`, this.composer.doubt("undo"), (how) => this.composer.undo(how));
  }

  redo(): void {
    const { history } = this.composer;
    this.#anyway(`Do again ${history.redoable}`, this.composer.doubt("redo"), (how) => this.composer.redo(how));
  }

  /** Moves a wire to another end, or gives it another map; asks first where an operator has to stand between its ends. */
  replug(wire: ShownWire, end: Ends, map?: Json): void {
    const { edits, notices } = this.composer;
    const offer = edits.offer(wire, end, map);
    if (offer === undefined) return edits.replug(wire, end, { map });
    const { why, host } = offer;
    if (host === undefined) return notices.tell(`not connected: ${why}`, "bad");
    this.confirm(`${why}. Put an operator of ${host.name} between?`, "Put it between", () =>
      edits.replug(wire, end, { host, map }),
    );
  }

  #anyway(name: string, doubt: string | undefined, run: (how: { readonly anyway: boolean }) => void): void {
    if (doubt === undefined) return run({ anyway: false });
    this.confirm(`${doubt}. ${name} all the same?`, "Do it all the same", () => run({ anyway: true }));
  }

  /** Asks once before something that cannot be undone. */
  confirm(text: string, verb: string, run: () => void): void {
    this.confirmation = { text, verb, run };
  }
}
