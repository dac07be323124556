import { OPERATIONS, type Operation } from "./operations.ts";

/** An operation, and what stands in the places of its path. */
export interface Route {
  readonly operation: Operation;
  readonly places: Readonly<Record<string, string>>;
}

/** What a path means by each method. Undefined where it means nothing; throws `URIError` for what is not encoded as a path. */
export function routesOf(path: string): ReadonlyMap<string, Route> | undefined {
  const parts = path.split("/").slice(1).map(decodeURIComponent);
  const routes = new Map<string, Route>();
  for (const operation of OPERATIONS) {
    const places = placesOf(operation.path.split("/").slice(1), parts);
    if (places !== undefined) routes.set(operation.method, { operation, places });
  }
  return routes.size === 0 ? undefined : routes;
}

function placesOf(pattern: readonly string[], parts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const places: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index];
    if (part === undefined || part === "") return undefined;
    if (wanted === "{parameter}" || wanted === "{method}") {
      places[wanted.slice(1, -1)] = parts.slice(index).join("/");
      return places;
    }
    if (wanted.startsWith("{")) places[wanted.slice(1, -1)] = part;
    else if (wanted !== part) return undefined;
  }
  return parts.length === pattern.length ? places : undefined;
}
