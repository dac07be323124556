import type { Json, JsonObject, RemoteNode } from "../../../src/index.ts";

/** A machine that stands ready for a show. */
export interface ShownUnderstudy {
  readonly id: string;
  readonly name: string;
  /** It takes over by itself when the show is lost. */
  readonly auto: boolean;
  /** Whether it has everything of the show. */
  readonly follows: boolean;
}

/** Who stands ready for a show: those that are here, with what the show has told of them; also while nobody plays it. */
export function understudiesOf(
  peers: Iterable<Pick<RemoteNode, "id" | "name" | "metadata">>,
  show: string,
  told: readonly ShownUnderstudy[],
): readonly ShownUnderstudy[] {
  return [...peers].flatMap(({ id, name, metadata }) => {
    const role = metadata.get("_role");
    const read = (field: string): Json | undefined =>
      role instanceof Map ? (role as JsonObject).get(field) : undefined;
    if (read("of") !== show || read("plays") !== false) return [];
    const follows = told.find((one) => one.id === id)?.follows === true;
    return [{ id, name, auto: read("auto") === true, follows }];
  });
}

/** The name of a node and the piece of its id by which people tell it from another one of that name. */
export function nameActor({ name, id }: Pick<ShownUnderstudy, "name" | "id">): string {
  return `${name} ${id.slice(0, 8)}`;
}

/** As `zocp cues` says it. */
export function describeUnderstudy({ auto, follows, ...actor }: ShownUnderstudy): string {
  const facts = [...(auto ? ["takes over by itself"] : []), ...(follows ? [] : ["does not follow yet"])];
  return [`understudy: ${nameActor(actor)}`, ...facts].join(", ");
}

/** What happens when it takes over, for the question that is asked before. */
export function describeTakeover(actor: Pick<ShownUnderstudy, "name" | "id">, show: string, played: boolean): string {
  const other = played ? `; whoever plays ${show} now becomes its understudy` : "";
  return `${nameActor(actor)} goes on as ${show}${other}. Nothing is sent by that, and nothing jumps.`;
}
