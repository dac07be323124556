import { Observable } from "../observable.ts";

/** What a person chose for this page; kept by the browser. */
export interface Choices {
  readonly view: "graph" | "matrix" | "list" | "show" | "dashboards";
  readonly theme: "system" | "dark" | "light" | "contrast";
  /** Whether a dot on each wire shows that values pass. */
  readonly activity: boolean;
  readonly minimap: boolean;
  readonly panel: boolean;
  readonly drawer: "closed" | "scope" | "recorder" | "log" | "messages";
}

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

const ALLOWED: { readonly [Name in keyof Choices]: readonly Choices[Name][] } = {
  view: ["graph", "matrix", "list", "show", "dashboards"],
  theme: ["system", "dark", "light", "contrast"],
  activity: [true, false],
  minimap: [true, false],
  panel: [true, false],
  drawer: ["closed", "scope", "recorder", "log", "messages"],
};
const DEFAULTS: Choices = {
  view: "graph",
  theme: "dark",
  activity: true,
  minimap: true,
  panel: true,
  drawer: "closed",
};
const NAME = "zocp-composer";
