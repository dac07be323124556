import type { Json } from "../../src/index.ts";
import type { Composer } from "../model/composer.ts";
import type { Ends } from "../model/edit/wiring.ts";
import type { ShownNode } from "../model/network/shown-node.ts";
import type { ShownParameter } from "../model/network/shown-parameter.ts";
import type { ShownWire } from "../model/network/shown-wire.ts";
import type { OpenMenu } from "./menus/target.ts";

/** What a person picks an end for; `on` this node alone. */
export type Question =
  | { readonly type: "commands" }
  | { readonly type: "search" }
  | { readonly type: "emitter" }
  | { readonly type: "sensor"; readonly emitters: readonly ShownParameter[]; readonly on?: ShownNode | undefined }
  | { readonly type: "emitter-for"; readonly sensor: ShownParameter; readonly on?: ShownNode | undefined };

/** What is open on the page, and what views ask of each other. Nothing of it is worth keeping. */
export class Desk {
  readonly composer: Composer;
  question: Question | undefined = $state.raw();
  sheet: boolean = $state(false);
  /** Whether somebody chooses an operator to be made. */
  making: boolean = $state(false);
  /** The menu that is open. */
  menu: OpenMenu | undefined = $state.raw();
  /** What a narrow screen shows. */
  tab: "panel" | "main" = $state("panel");
  /** Something dangerous that waits for a yes. */
  confirmation: { readonly text: string; readonly verb: string; readonly run: () => void } | undefined = $state.raw();
  /** Asks the graph to show something. */
  readonly asked: Set<(what: "fit" | "in" | "out" | readonly string[]) => void> = new Set();
  #back: HTMLElement | undefined;

  constructor(composer: Composer) {
    this.composer = composer;
  }

  ask(question: Question): void {
    if (this.question === undefined && document.activeElement instanceof HTMLElement)
      this.#back = document.activeElement;
    this.question = question;
  }

  openMenu(menu: OpenMenu): void {
    if (this.menu === undefined && document.activeElement instanceof HTMLElement) this.#back = document.activeElement;
    this.menu = menu;
  }

  closeMenu(): void {
    if (this.menu === undefined) return;
    this.menu = undefined;
    this.#back?.focus();
  }

  /** Closes what is asked; the focus returns to where it was. */
  answer(): void {
    this.question = undefined;
    this.#back?.focus();
    this.#back = undefined;
  }

  /** Shows all of the graph, or these nodes. */
  look(what: "fit" | "in" | "out" | readonly string[]): void {
    for (const look of this.asked) look(what);
  }

  /** Lays all nodes out anew, and shows them. */
  async arrange(): Promise<void> {
    await this.composer.positions.arrange();
    requestAnimationFrame(() => this.look("fit"));
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
