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
      const allowed: readonly unknown[] = Object.hasOwn(ALLOWED, name) ? ALLOWED[name as keyof Choices] : [];
      return allowed.includes(value);
    });
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}

const LOOKS = ["dark", "light", "contrast"] as const;
const ALLOWED: { readonly [Name in keyof Choices]: readonly Choices[Name][] } = {
  view: VIEWS.map(({ view }) => view),
  theme: ["system", ...LOOKS],
  activity: [true, false],
  minimap: [true, false],
  panel: [true, false],
  drawer: ["closed", ...DRAWERS.map(({ drawer }) => drawer)],
};
const DEFAULTS: Choices = {
  view: "graph",
  theme: "system",
  activity: true,
  minimap: true,
  panel: true,
  drawer: "closed",
};
const NAME = "zocp-composer";
