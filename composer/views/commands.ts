import type { Composer } from "../model/composer.ts";
import { DRAWERS, VIEWS } from "../model/view/views.ts";
import type { Desk } from "./desk.svelte.ts";

/** Something that can be done from the palette, and by a key. The sheet of shortcuts is made of the same table. */
export interface Command {
  readonly name: string;
  readonly group: "Find" | "Edit" | "Align" | "View" | "Safety";
  /** As written on the sheet: "Ctrl K", "?". The first is the one to remember. */
  readonly keys: readonly string[];
  /** By a key, when one was pressed. */
  run(event?: KeyboardEvent): void;
  /** A key that is held does it again and again. */
  readonly repeats?: true;
  /** Whether it does something now; yes without it. */
  possible?(): boolean;
}

/** Every command of the page; `more` are those that come later. */
export function commandsOf(composer: Composer, desk: Desk, more: readonly Command[] = []): readonly Command[] {
  return [
    ...[...findCommands(desk), ...editCommands(composer, desk), ...more],
    ...[...viewCommands(composer, desk), ...safety(composer)],
  ];
}

function findCommands(desk: Desk): readonly Command[] {
  return [
    { name: "Search nodes and parameters", group: "Find", keys: ["Ctrl F"], run: () => desk.ask({ type: "search" }) },
    { name: "All commands", group: "Find", keys: ["Ctrl K"], run: () => desk.ask({ type: "commands" }) },
    { name: "Who is here, and your name", group: "Find", keys: [], run: () => (desk.meeting = true) },
    { name: "All shortcuts", group: "Find", keys: ["?"], run: () => (desk.sheet = true) },
  ];
}

function editCommands(composer: Composer, desk: Desk): readonly Command[] {
  const { lock, selection, network } = composer;
  return [
    {
      name: "Connect an emitter to a sensor",
      group: "Edit",
      keys: ["C"],
      run: () => desk.ask({ type: "emitter" }),
      possible: () => lock.patches,
    },
    {
      name: "Add an operator",
      group: "Edit",
      keys: ["N"],
      run: () => (desk.making = true),
      possible: () => lock.patches,
    },
    {
      name: "Undo",
      group: "Edit",
      keys: ["Ctrl Z"],
      run: () => desk.undo(),
      possible: () => composer.undoes,
    },
    {
      name: "Do again",
      group: "Edit",
      keys: ["Ctrl Shift Z", "Ctrl Y"],
      run: () => desk.redo(),
      possible: () => composer.redoes,
    },
    {
      name: "Cut the selected wires, dismiss the selected ghosts",
      group: "Edit",
      keys: ["Delete", "Backspace"],
      run: () => {
        const ghosts = network.ghosts.filter(({ key }) => selection.has(key)).map(({ name }) => name);
        if (ghosts.length === 0) return composer.remove();
        desk.confirm(`Forget ${ghosts.join(", ")} and the wires that wait?`, "Dismiss", () => composer.remove());
      },
      possible: () => lock.patches && selection.keys.size > 0,
    },
    { name: "Save the show", group: "Edit", keys: ["Ctrl S"], run: () => desk.keep({ type: "save" }) },
    { name: "Load the show", group: "Edit", keys: [], run: () => desk.keep({ type: "load" }) },
    { name: "Record a cue", group: "Edit", keys: [], run: () => desk.keep({ type: "cue" }) },
    { name: "Store a scene", group: "Edit", keys: [], run: () => desk.keep({ type: "scene" }) },
    { name: "Select every node", group: "Edit", keys: ["Ctrl A"], run: () => composer.selectAll() },
    { name: "Select nothing", group: "Edit", keys: ["Escape"], run: () => selection.clear() },
    {
      name: "Put the selected parameters on the scope",
      group: "Edit",
      keys: ["O"],
      run: () => void desk.plot(network.parameters.filter(({ key }) => selection.has(key))),
    },
    {
      name: "Dismiss every ghost",
      group: "Edit",
      keys: [],
      run: () =>
        desk.confirm("Forget every node that left, and the wires that wait for them?", "Dismiss all", () =>
          composer.dismiss(network.ghosts),
        ),
      possible: () => lock.patches && network.ghosts.length > 0,
    },
  ];
}

function viewCommands({ settings, lock }: Composer, desk: Desk): readonly Command[] {
  const toggle = (name: "panel" | "compact" | "minimap" | "activity") => (): void =>
    settings.choose({ [name]: !settings.choices[name] });
  return [
    ...VIEWS.map(({ view, name, key }) => ({ name, group: "View", keys: [key], run: () => desk.open(view) }) as const),
    { name: "Panel", group: "View", keys: ["P"], run: toggle("panel") },
    { name: "Compact controls in the panel", group: "View", keys: ["K"], run: toggle("compact") },
    ...DRAWERS.map(
      ({ drawer, name, key }) =>
        ({ name, group: "View", keys: [key], run: () => settings.toggleDrawer(drawer) }) as const,
    ),
    { name: "Show all of the graph", group: "View", keys: ["F"], run: () => desk.look("fit") },
    { name: "Zoom in", group: "View", keys: ["+"], run: () => desk.look("in"), repeats: true },
    { name: "Zoom out", group: "View", keys: ["-"], run: () => desk.look("out"), repeats: true },
    {
      name: "Arrange the nodes",
      group: "View",
      keys: ["A"],
      run: () => void desk.arrange(),
      possible: () => lock.patches,
    },
    { name: "Small map", group: "View", keys: ["M"], run: toggle("minimap") },
    { name: "Dots that show passing values", group: "View", keys: ["D"], run: toggle("activity") },
    { name: "Dark", group: "View", keys: [], run: () => settings.choose({ theme: "dark" }) },
    { name: "Light", group: "View", keys: [], run: () => settings.choose({ theme: "light" }) },
    { name: "High contrast", group: "View", keys: [], run: () => settings.choose({ theme: "contrast" }) },
    {
      name: "Dark or light as the system is",
      group: "View",
      keys: [],
      run: () => settings.choose({ theme: "system" }),
    },
  ];
}

function safety({ lock }: Composer): readonly Command[] {
  const possible = (): boolean => !lock.readOnly;
  const edits = (): boolean => lock.may("edit");
  return [
    {
      ...{ name: "Edit: everything", group: "Safety", keys: ["Shift E"] },
      ...{ run: () => lock.become("edit"), possible: edits },
    },
    { name: "Perform: values only", group: "Safety", keys: ["Shift P"], run: () => lock.become("perform"), possible },
    { name: "Lock: look only", group: "Safety", keys: ["Shift L"], run: () => lock.become("locked"), possible },
  ];
}

/** The command that a key stands for. */
export function commandFor(commands: readonly Command[], event: KeyboardEvent): Command | undefined {
  const find = (written: string): Command | undefined => commands.find(({ keys }) => keys.includes(written));
  return find(writtenKey(event)) ?? find(digitKey(event));
}

/** The digits above the letters, whatever Shift makes of them. */
function digitKey({ code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const [, digit] = /^Digit([1-9])$/.exec(code) ?? [];
  return digit === undefined || ctrlKey || metaKey ? "" : `${shiftKey ? "Shift " : ""}${digit}`;
}

function writtenKey({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toUpperCase() : key;
  const shift = shiftKey && /^[A-Z]$/.test(name) ? "Shift " : "";
  return `${ctrlKey || metaKey ? "Ctrl " : ""}${shift}${name}`;
}
