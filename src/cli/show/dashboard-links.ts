import type { Json, JsonObject, RemoteNode, ZocpNode } from "../../index.ts";
import { showsOn } from "../targets/find-show.ts";

/** A dashboard that a show has. */
export interface FoundDashboard {
  readonly show: string;
  readonly name: string;
}

/** Looks for the dashboards of shows that come, and for those that are made, until the returned function is called: tells each once. */
export function watchDashboards(node: ZocpNode, tell: (found: FoundDashboard) => void): () => void {
  const revisions = new Map<string, number>();
  const told = new Set<string>();
  const ask = async (show: RemoteNode): Promise<void> => {
    const known = revisions.get(show.id);
    const answer = await show.call("show.dashboards", known === undefined ? [] : [known], { timeout: ANSWER });
    const { revision, names } = readAnswer(answer);
    if (revision !== undefined) revisions.set(show.id, revision);
    for (const name of names) {
      if (told.has(name)) continue;
      told.add(name);
      tell({ show: show.name, name });
    }
  };
  const look = (): void => {
    // One that does not answer, or is too old to know dashboards, is asked again later.
    for (const show of showsOn(node)) ask(show).catch(() => {});
  };
  node.on("described", look);
  const timer = setInterval(look, PERIOD);
  look();
  return () => {
    clearInterval(timer);
    node.off("described", look);
  };
}

/** The end of the link to a dashboard, as its page reads it. */
export function dashboardHash(name: string): string {
  return `#dashboard=${encodeURIComponent(name)}`;
}

function readAnswer(answer: Json): { readonly revision: number | undefined; readonly names: readonly string[] } {
  const fields = answer instanceof Map ? (answer as JsonObject) : new Map<string, Json>();
  const [revision, dashboards] = [fields.get("revision"), fields.get("dashboards")];
  return {
    revision: typeof revision === "number" ? revision : undefined,
    names: dashboards instanceof Map ? [...(dashboards as JsonObject).keys()] : [],
  };
}

/** Milliseconds between two looks. */
const PERIOD = 3000;
const ANSWER = 3000;
