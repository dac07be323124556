import { Observable } from "../observable.ts";
import { DRAWERS, type DrawerName, VIEWS, type ViewName } from "./views.ts";

/** What a person chose for this page; kept by the browser. */
export interface Choices {
  readonly view: ViewName;
  readonly theme: "system" | Look;
  /** Whether a dot on each wire shows that values pass. */
  readonly activity: boolean;
  readonly minimap: boolean;
  readonly panel: boolean;
  /** Controls of one line each, for hands that hover. */
  readonly compact: boolean;
  /** In pixels. */
  readonly panelWidth: number;
  readonly drawer: "closed" | DrawerName;
}

/** Whose colours the page has. */
export type Look = (typeof LOOKS)[number];

/** Where settings are kept: the browser's storage, or a map in a test. */
export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

/** The choices, kept from visit to visit. A shelf that does not work changes nothing: then they last as long as the page. */
export class Settings extends Observable {
  readonly #shelf: Shelf;
  #choices: Choices;

  constructor(shelf: Shelf) {
    super();
    this.#shelf = shelf;
    this.#choices = { ...DEFAULTS, ...read(shelf) };
  }

  get choices(): Choices {
    return this.#choices;
  }

  choose(choices: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...choices };
    try {
      this.#shelf.setItem(NAME, JSON.stringify(this.#choices));
    } catch {
      // A full or forbidden storage is no reason not to follow the choice.
    }
    this.changed();
  }

  /** Makes the panel as wide as that, within bounds. */
  widen(width: number): void {
    this.choose({ panelWidth: Math.round(Math.min(WIDEST, Math.max(NARROWEST, width))) });
  }

  /** Opens a drawer, or closes it when it is the one that is open. */
  toggleDrawer(name: DrawerName): void {
    this.choose({ drawer: this.#choices.drawer === name ? "closed" : name });
  }
}

/** The look of a page: the chosen one, or as the system is. */
export function lookOf({ theme }: Choices, systemIsLight: boolean): Look {
  if (theme !== "system") return theme;
  return systemIsLight ? "light" : "dark";
}

/** The one that comes after another, for a button that goes through all. */
export function lookAfter(look: Look): Look {
  return LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length] ?? "dark";
}

function read(shelf: Shelf): Partial<Choices> {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(NAME) ?? "{}");
    const known = Object.entries(typeof kept === "object" && kept !== null ? kept : {}).filter(([name, value]) => {
      // "constructor" is a name that every object knows.
      if (name === "panelWidth") return typeof value === "number" && value >= NARROWEST && value <= WIDEST;
      const allowed: readonly unknown[] = Object.hasOwn(ALLOWED, name) ? ALLOWED[name as keyof typeof ALLOWED] : [];
      return allowed.includes(value);
    });
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}

const LOOKS = ["dark", "light", "contrast"] as const;
/** How wide the panel can be made, and how wide it is before anybody does; in pixels. */
export const [NARROWEST, USUAL, WIDEST] = [280, 348, 720] as const;
const ALLOWED: { readonly [Name in Exclude<keyof Choices, "panelWidth">]: readonly Choices[Name][] } = {
  view: VIEWS.map(({ view }) => view),
  theme: ["system", ...LOOKS],
  activity: [true, false],
  minimap: [true, false],
  panel: [true, false],
  compact: [true, false],
  drawer: ["closed", ...DRAWERS.map(({ drawer }) => drawer)],
};
const DEFAULTS: Choices = {
  view: "graph",
  theme: "system",
  activity: true,
  minimap: true,
  panel: true,
  compact: false,
  panelWidth: USUAL,
  drawer: "closed",
};
const NAME = "zocp-composer";
