import { normalizeName } from "../../arguments/names.ts";
import type { RemoteNode, ZocpNode } from "../../index.ts";
import { type Failure, notFound } from "../failure.ts";
import { endingWith, pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { actorsOn, roleOf } from "./find-understudy.ts";
import { fitting } from "./fitting.ts";
import { observe } from "./observe.ts";
import { meet, presentNodes } from "./present.ts";

/** Which show is meant, where there are several. */
export interface ShowOptions extends CommonOptions {
  readonly show?: string;
}

/** As {@link observe}, for a command about one show: where that was named, nobody else of a broker is met. */
export function observeShow<Result>(
  session: Session<ShowOptions>,
  verb: string,
  body: (node: ZocpNode) => Promise<Result>,
): Promise<Result> {
  return observe(session, verb, body, session.options.show === undefined ? "everybody" : "wanted");
}

/** Finds the show that is here: the one that was named, else the only one. Throws a failure when there is none, or more than one. */
export async function findShow(session: Session<ShowOptions>, node: ZocpNode): Promise<RemoteNode> {
  const { show } = session.options;
  const wait = waitOf(session.options);
  const found = endingWith(session.signal);
  const look = (): void => {
    if (showsOn(node, show).length > 0) found.abort();
  };
  node.on("described", look);
  look();
  if (show !== undefined) meet(node, session, fitting(await presentNodes(session), show));
  await pause(wait, found.signal);
  found.abort();
  node.off("described", look);
  // Another one may be right behind.
  await pause(Math.min(SETTLE, wait), session.signal);
  session.signal.throwIfAborted();
  const [first, ...others] = showsOn(node, show);
  if (first === undefined) throw missing(node, show, wait);
  if (others.length > 0) throw ambiguous([first, ...others]);
  return first;
}

/** The shows that are here and known, by name or the beginning of an id; all of them without one. */
export function showsOn({ peers }: ZocpNode, wanted?: string): readonly RemoteNode[] {
  const shows = [...peers.values()].filter(isShow).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (wanted === undefined) return shows;
  const named = shows.filter(({ name }) => name === normalizeName(wanted));
  if (named.length > 0) return named;
  return /^[0-9a-f]{4,32}$/i.test(wanted) ? shows.filter(({ id }) => id.startsWith(wanted.toLowerCase())) : [];
}

/** Whether a node plays a show: it has what a show is pressed by. */
function isShow({ complete, extensions, parameters }: RemoteNode): boolean {
  return complete && extensions && PRESSED.every((path) => parameters.get(path)?.access.includes("w") === true);
}

function missing(node: ZocpNode, wanted: string | undefined, wait: number): Failure {
  const others = showsOn(node).map(({ name }) => name);
  const stands = actorsOn(node, wanted).some((remote) => roleOf(remote)?.plays === false);
  const none = stands ? '; "zocp takeover" lets its understudy go on' : '; "zocp show FILE.json" plays one';
  const here = others.length === 0 ? none : `; there is ${others.join(", ")}`;
  return notFound(`no show${wanted === undefined ? "" : ` "${wanted}"`} was found within ${wait / 1000} s${here}`);
}

function ambiguous(shows: readonly RemoteNode[]): Failure {
  const isShared = (name: string): boolean => shows.filter((show) => show.name === name).length > 1;
  const names = shows.map(({ name, id }) => (isShared(name) ? `${id.slice(0, 8)} (${name})` : name));
  return notFound(`there are ${shows.length} shows: choose one with --show: ${names.join(", ")}`);
}

const PRESSED = ["go", "back", "panic", "goto"] as const;
const SETTLE = 100;
