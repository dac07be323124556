import type { CanvasAct } from "../canvas/act.ts";
import type { Composer } from "../composer.ts";
import { wiresAround, wiresBetween } from "../edit/cutting.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { isMuted, type ShownWire } from "../network/shown-wire.ts";
import { type Drop, dropItems } from "./drop-items.ts";
import { type Fold, nextFold } from "./folds.ts";
import { count } from "./words.ts";

/** What a menu is opened on. */
export type Target =
  | { readonly type: "node"; readonly node: ShownNode }
  | { readonly type: "parameter"; readonly parameter: ShownParameter }
  | { readonly type: "wire"; readonly wire: ShownWire }
  | { readonly type: "canvas" }
  | Drop
  /** Lines that were found already. */
  | { readonly type: "lines"; readonly title: string; readonly lines: readonly MenuItem[] };

/** What lines of menus open on the page. */
export interface MenuDesk {
  making: boolean;
  tab: "panel" | "main";
  ask(question: MenuQuestion): void;
  look(what: "fit" | readonly string[]): void;
  confirm(text: string, verb: string, run: () => void): void;
  takeKnife(): void;
  onCanvas(act: CanvasAct): Promise<void>;
  arrange(): Promise<void>;
  /** Puts parameters on the scope, and opens it. */
  plot(parameters: readonly ShownParameter[]): Promise<void>;
}

type MenuQuestion =
  | { readonly type: "search" }
  | { readonly type: "emitter" }
  | { readonly type: "sensor"; readonly emitters: readonly ShownParameter[]; readonly on?: ShownNode }
  | { readonly type: "emitter-for"; readonly sensor: ShownParameter };

/** A line of a menu. */
export interface MenuItem {
  readonly name: string;
  /** The key that does the same without a menu. */
  readonly key?: string;
  /** A colour that it gives. */
  readonly swatch?: string;
  /** Why it cannot be done now. */
  readonly why?: string | undefined;
  run(): void;
}

/** What can be done with something, most likely first. */
export function itemsFor(on: Target, composer: Composer, desk: MenuDesk): readonly MenuItem[] {
  if (on.type === "node") return nodeItems(on.node, composer, desk);
  if (on.type === "lines") return on.lines;
  if (on.type === "drop") return dropItems(on, composer, desk);
  if (on.type === "parameter") return parameterItems(on.parameter, composer, desk);
  return on.type === "wire" ? wireItems(on.wire, composer) : canvasItems(composer, desk);
}

function nodeItems(node: ShownNode, composer: Composer, desk: MenuDesk): readonly MenuItem[] {
  const { network, positions, selection } = composer;
  const wires = network.wires.filter(({ emitter, sensor }) => emitter.node === node || sensor.node === node);
  const long = positions.boxOf(node).rows.some(({ type }) => type === "rest");
  const emitters = node.drawn.filter(({ emits, kind }) => emits && kind === "number");
  return [
    { name: "Show its controls", run: () => showControls(node.key, composer, desk) },
    { name: "Bring it to the middle", run: () => desk.look([node.key]) },
    ...(long ? [{ name: "Show all of its parameters, or few", run: () => positions.folds.open(node) }] : []),
    ...foldItems(node, composer),
    {
      name: "Select what it is wired to",
      why: wires.length === 0 ? "it has no wire" : undefined,
      run: () =>
        selection.only(...new Set(wires.flatMap(({ emitter, sensor }) => [emitter.node.key, sensor.node.key]))),
    },
    {
      name: "Put what it emits on the scope",
      why: emitters.length === 0 ? "it emits no number" : undefined,
      run: () => void desk.plot(emitters),
    },
    cutItem("Cut its", wires, composer),
    ...(composer.selection.has(node.key) ? selectedItems(composer, desk) : []),
    ...(node.present ? [] : [dismissItem(node, composer, desk)]),
  ];
}

/** How else it can be folded; with it all that is selected, when it is. */
function foldItems(node: ShownNode, { positions: { folds }, network, selection }: Composer): readonly MenuItem[] {
  const nodes = selection.has(node.key) ? network.nodes.filter(({ key }) => selection.has(key)) : [node];
  const ways = [
    ["Draw all of it", undefined],
    ["Fold it to what has a wire", "ports"],
    ["Fold it to its name", "header"],
  ] as const;
  const now = folds.of(node);
  const others = ways.filter(([, fold]) => fold !== now);
  // The key goes one step on, for what is selected.
  const keyOf = (fold: Fold | undefined) => selection.has(node.key) && fold === nextFold(now) && { key: "H" };
  return others.map(([name, fold]): MenuItem => ({ name, ...keyOf(fold), run: () => folds.fold(nodes, fold) }));
}

/** What can be done with the wires of all that is selected; nothing where it is one node alone. */
function selectedItems(composer: Composer, desk: MenuDesk): readonly MenuItem[] {
  const [between, around] = [wiresBetween(composer), wiresAround(composer)];
  if (composer.network.nodes.filter(({ key }) => composer.selection.has(key)).length < 2) return [];
  const cut = (which: string, wires: readonly ShownWire[], key?: string): MenuItem => ({
    name: `Cut the ${wires.length === 0 ? "wires" : count(wires.length, "wire")} ${which} the selected nodes`,
    ...(key !== undefined && { key }),
    why: wires.length === 0 ? "there is none" : whyNoPatch(composer),
    run: () => composer.edits.disconnect(wires),
  });
  const order: MenuItem = {
    name: "Put the selected nodes in order …",
    why: whyNoPatch(composer),
    run: () => void desk.onCanvas({ type: "order" }),
  };
  return [order, cut("between", between, "Shift X"), cut("that leave", around)];
}

function dismissItem(node: ShownNode, composer: Composer, desk: MenuDesk): MenuItem {
  const run = (): void =>
    desk.confirm(`Forget ${node.name} and the wires that wait for it?`, "Dismiss", () => composer.dismiss([node]));
  return { name: "Dismiss it", why: whyNoPatch(composer), run };
}

function parameterItems(parameter: ShownParameter, composer: Composer, desk: MenuDesk): readonly MenuItem[] {
  const { network } = composer;
  const wires = network.wires.filter(({ emitter, sensor }) => emitter === parameter || sensor === parameter);
  const why = whyNoPatch(composer);
  const connect: MenuItem = {
    name: "Connect it to …",
    why,
    run: () => desk.ask({ type: "sensor", emitters: [parameter] }),
  };
  const source: MenuItem = {
    name: "Connect to it …",
    why,
    run: () => desk.ask({ type: "emitter-for", sensor: parameter }),
  };
  return [
    ...(parameter.emits ? [connect] : []),
    ...(parameter.senses ? [source] : []),
    { name: "Show its control", run: () => showControls(parameter.key, composer, desk) },
    {
      name: "Put it on the scope",
      key: "O",
      why: parameter.kind === "text" ? "a text has no curve" : undefined,
      run: () => void desk.plot([parameter]),
    },
    cutItem("Cut its", wires, composer),
  ];
}

function wireItems(wire: ShownWire, composer: Composer): readonly MenuItem[] {
  const { edits, selection, settings, states } = composer;
  const why = whyNoPatch(composer);
  const muted = isMuted(states.of(wire)?.options);
  return [
    {
      name: "Show its card",
      run: () => {
        selection.only(wire.key);
        settings.choose({ panel: true });
      },
    },
    {
      name: muted ? "Let its values pass again" : "Mute it",
      why,
      run: () => edits.change(wire, "mute", muted ? undefined : true),
    },
    cutItem("Cut this", [wire], composer),
  ];
}

function canvasItems(composer: Composer, desk: MenuDesk): readonly MenuItem[] {
  const why = whyNoPatch(composer);
  const { settings } = composer;
  return [
    { name: "Connect an emitter to a sensor …", key: "C", why, run: () => desk.ask({ type: "emitter" }) },
    { name: "Add an operator …", key: "N", why, run: () => (desk.making = true) },
    { name: "Put a frame around the selected nodes", key: "B", why, run: () => void desk.onCanvas({ type: "frame" }) },
    { name: "Write a note", key: "T", why, run: () => void desk.onCanvas({ type: "note" }) },
    { name: "Go to a stored view …", key: "Shift 1", run: () => void desk.onCanvas({ type: "views", what: "go" }) },
    { name: "Store this view …", why, run: () => void desk.onCanvas({ type: "views", what: "store" }) },
    { name: "Cut with the knife", key: "X", why, run: () => desk.takeKnife() },
    { name: "Show all of the graph", key: "F", run: () => desk.look("fit") },
    { name: "Arrange the nodes", key: "A", why, run: () => void desk.arrange() },
    { name: "Select every node", key: "Ctrl A", run: () => composer.selectAll() },
    { name: "Small map", key: "M", run: () => settings.choose({ minimap: !settings.choices.minimap }) },
    { name: "Search …", key: "Ctrl F", run: () => desk.ask({ type: "search" }) },
  ];
}

function cutItem(name: string, wires: readonly ShownWire[], composer: Composer): MenuItem {
  const why = wires.length === 0 ? "it has no wire" : whyNoPatch(composer);
  const what = wires.length === 1 ? "wire" : count(wires.length, "wire");
  // The key cuts what is selected, and nothing else.
  const selected = wires.length > 0 && wires.every(({ key }) => composer.selection.has(key));
  return {
    name: `${name} ${wires.length === 0 ? "wires" : what}`,
    ...(selected && { key: "Delete" }),
    why,
    run: () => composer.edits.disconnect(wires),
  };
}

function showControls(key: string, { selection, settings }: Composer, desk: MenuDesk): void {
  selection.only(key);
  settings.choose({ panel: true });
  desk.tab = "panel";
}

function whyNoPatch({ lock }: Composer): string | undefined {
  return lock.patches ? undefined : lock.reason;
}
