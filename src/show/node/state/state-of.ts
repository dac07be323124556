import { parseAddress, type TransportNode } from "../../../index.ts";
import { lookAt, movesOnGo } from "../../cues/look.ts";
import type { CuePlayer } from "../../cues/player.ts";
import type { Cue, ShowFile } from "../../file/show-file.ts";
import { runsFades } from "../announced.ts";
import type { Cast } from "../cast.ts";
import type { Readings } from "../panel.ts";
import type { Outcomes } from "./outcomes.ts";
import type { ShowState, ShowStateCue, ShowStateNode, ShowStateNote } from "./show-state.ts";

/** What a state is read from. */
export interface StateSources {
  readonly show: ShowFile;
  readonly file: string | undefined;
  readonly revision: number;
  readonly node: TransportNode;
  readonly player: CuePlayer;
  readonly cast: Cast;
  readonly outcomes: Outcomes;
  readonly since: number | undefined;
  readonly notes: readonly ShowStateNote[];
  readonly now: number;
  readonly reign: Pick<ShowState, "term" | "disputed" | "understudies">;
}

export function stateOf({
  show,
  file,
  revision,
  node,
  player,
  cast,
  outcomes,
  since,
  notes,
  now,
  reign,
}: StateSources): ShowState {
  const { active, next } = player.position;
  const isAway = (name: string): boolean => cast.find(name) === undefined;
  const facts = factsOf(show);
  const look = lookAt(show, show.cues, active).values;
  return {
    ...{ name: node.name, title: show.title, file, revision, now, active, next, since },
    ...{ paused: player.paused, panicked: player.panicked, blackout: player.blackout, rate: player.rate },
    progress: player.progress(now),
    remaining: player.remaining(now),
    cues: show.cues.map((cue) => cueOf(cue, { facts: facts.get(cue.id), next, outcomes, isAway })),
    scenes: [...show.scenes.keys()],
    nodes: namesIn(show).map((name) => nodeOf(name, node, cast)),
    ...{ refused: new Map(outcomes.refused), grabbed: new Map(outcomes.grabbed) },
    ...{ streamed: outcomes.streamed, running: outcomes.running },
    waiting: active === undefined ? [] : [...look.keys()].filter((address) => isAway(parseAddress(address).node)),
    ...reign,
    notes: [...notes],
  };
}

/** What the parameters of the show node tell at this moment. */
export function readingsOf({ show, player, cast, outcomes, now }: StateSources): Readings {
  const { active, next } = player.position;
  const [on, standby] = [active, next].map((cue) => show.cues.find(({ id }) => id === cue));
  const names = [...factsOf(show).values()].flatMap((facts) => facts.names);
  return {
    ...{ cue: on?.cue ?? "", cueName: on?.name ?? "", next: standby?.cue ?? "", nextName: standby?.name ?? "" },
    note: standby?.note ?? "",
    progress: Math.round(player.progress(now) * 1000) / 10,
    remaining: Math.round(player.remaining(now) * 10) / 10,
    running: outcomes.running.length,
    missing: new Set(names.filter((name) => cast.find(name) === undefined)).size,
    refused: outcomes.refused.size,
    ...{ blackout: player.blackout, rate: player.rate },
  };
}

interface CueSources {
  readonly facts: CueFacts | undefined;
  readonly next: string | undefined;
  readonly outcomes: Outcomes;
  readonly isAway: (name: string) => boolean;
}

function cueOf(one: Cue, { facts, next, outcomes, isAway }: CueSources): ShowStateCue {
  const { id, cue, name, note, colour, scene, disabled = false, wait = 0, follow, wires, calls, fire } = one;
  const { targets = 0, lasts = 0, names = [] } = facts ?? {};
  return {
    ...{ id, cue, name, note, colour, scene, disabled, wait, lasts, follow },
    ...{ targets, links: wires.make.length + wires.cut.length, calls: calls.length, events: fire.size },
    missing: names.filter(isAway),
    state: outcomes.cues.get(id) ?? (id === next ? "standby" : "idle"),
  };
}

/** What a cue is, as long as nobody edits the show. */
interface CueFacts {
  readonly targets: number;
  /** Seconds. */
  readonly lasts: number;
  readonly names: readonly string[];
}

function factsOf(show: ShowFile): ReadonlyMap<string, CueFacts> {
  const known = FACTS.get(show);
  if (known !== undefined) return known;
  const facts = new Map(
    show.cues.map(({ id }) => {
      const moves = movesOnGo(show, show.cues, id).values;
      const lasts = Math.max(0, ...[...moves.values()].map(({ timing }) => timing.delay + timing.over));
      const names = [...new Set([...moves.keys()].map((address) => parseAddress(address).node))];
      return [id, { targets: moves.size, lasts, names }] as const;
    }),
  );
  FACTS.set(show, facts);
  return facts;
}

function nodeOf(name: string, node: TransportNode, cast: Cast): ShowStateNode {
  const id = cast.find(name);
  const remote = id === undefined ? undefined : node.peers.get(id);
  const streams = remote !== undefined && !runsFades(remote);
  const [locked, suspected] = [remote?.locked === true, remote?.suspected === true];
  return { name, id, trouble: cast.trouble(name), streams, locked, suspected };
}

/** Every node that a show moves, or that its file names. */
function namesIn({ nodes, scenes, cues }: ShowFile): readonly string[] {
  const addresses = [...scenes.values(), ...cues].flatMap(({ values }) => [...values.keys()]);
  const fired = cues.flatMap(({ fire }) => [...fire.keys()]);
  const moved = [...addresses, ...fired].map((address) => parseAddress(address).node);
  return [...new Set([...nodes.keys(), ...moved])].sort();
}

const FACTS = new WeakMap<ShowFile, ReadonlyMap<string, CueFacts>>();
