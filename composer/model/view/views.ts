/** The views of the page, in their order: whatever lists views makes its list of these. Each has a key, and an icon of its name. */
export const VIEWS = [
  { view: "graph", name: "Graph", key: "1" },
  { view: "matrix", name: "Matrix", key: "2" },
  { view: "list", name: "List", key: "3" },
  { view: "show", name: "Show", key: "4" },
  { view: "dashboards", name: "Dashboards", short: "Boards", key: "5" },
] as const satisfies readonly {
  readonly view: string;
  readonly name: string;
  /** Where there is no room for the name. */
  readonly short?: string;
  readonly key: string;
}[];

/** What can be opened below a view, in the order in which it is offered. */
export const DRAWERS = [
  { drawer: "scope", name: "Scope", icon: "scope", key: "S" },
  { drawer: "recorder", name: "Recorder", icon: "record", key: "R" },
  { drawer: "health", name: "Health", icon: "activity", key: "V" },
  { drawer: "history", name: "History", icon: "undo", key: "U" },
  { drawer: "log", name: "Event log", icon: "log", key: "L" },
  { drawer: "messages", name: "Messages", icon: "messages", key: "I" },
] as const satisfies readonly {
  readonly drawer: string;
  readonly name: string;
  readonly icon: string;
  readonly key: string;
}[];

export type ViewName = (typeof VIEWS)[number]["view"];
export type DrawerName = (typeof DRAWERS)[number]["drawer"];
