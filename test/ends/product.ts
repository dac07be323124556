/** A product under test: what is open, what each of its public methods does, and how all of it is stopped. */
export interface Product<Stage> {
  readonly name: string;
  /** The classes whose public methods must all have a row, in the order of the rows. */
  readonly classes: readonly Class[];
  open(): Promise<Stage>;
  /** `Class.method`: calls it, so that it has as much to wait for as it can have. What it returns must be settled after the stop. */
  readonly rows: Readonly<Record<string, (stage: Stage) => unknown>>;
  stop(stage: Stage): Promise<unknown>;
}

/** What was found of some rows: what is still open after the stop, and which promises wait for ever. */
export interface Finding {
  readonly rows: readonly string[];
  readonly left: readonly string[];
  readonly waiting: readonly string[];
  readonly codes: Readonly<Record<string, string>>;
}

type Class = { readonly name: string; readonly prototype: object };

/** `Class.method` of every public method, also of those that are inherited; getters open nothing. */
export function methodsOf({ name, prototype }: Class): string[] {
  const names = new Set<string>();
  for (let one = prototype; one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(one)))
      if (typeof value === "function" && method !== "constructor") names.add(`${name}.${method}`);
  }
  return [...names].sort();
}

/** Calls some rows on a fresh stage, stops it, and looks at what is left. */
export async function examine<Stage>(product: Product<Stage>, rows: readonly string[]): Promise<Finding> {
  const before = await resources();
  const stage = await product.open();
  const results = new Map<string, Promise<unknown>>();
  for (const row of rows) {
    const result = (async () => product.rows[row]?.(stage))();
    result.catch(() => {});
    results.set(row, result);
  }
  await turn();
  await product.stop(stage);
  return { rows, left: subtract(await resources(), before), ...(await settled(results)) };
}

async function settled(results: ReadonlyMap<string, Promise<unknown>>): Promise<Pick<Finding, "waiting" | "codes">> {
  const waiting = new Set(results.keys());
  const codes: Record<string, string> = {};
  for (const [row, result] of results) {
    result.then(
      () => waiting.delete(row),
      (error: { readonly code?: string; readonly name: string }) => {
        waiting.delete(row);
        codes[row] = error.code ?? error.name;
      },
    );
  }
  await turn();
  return { waiting: [...waiting], codes };
}

/** What keeps the process alive: a socket that was closed just now goes within the next turns of the loop. */
async function resources(): Promise<string[]> {
  await turn();
  return process.getActiveResourcesInfo().filter((resource) => resource !== "Immediate" && resource !== "CloseReq");
}

async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

function subtract(all: readonly string[], some: readonly string[]): string[] {
  const rest = [...all];
  for (const one of some) {
    const index = rest.indexOf(one);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest;
}
