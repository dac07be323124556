import type { Json } from "../../src/bytes/json.ts";
import { optionsOf, type Sampling } from "../../src/zocp/codec/sampling.ts";
import type { Timing } from "../../src/zocp/fades/timing.ts";
import type { ReferenceNode } from "../zocp/reference-node.ts";
import type { OldPlayer, OurPlayer, Player, RawPlayer, Stage } from "./old-stage.ts";
import { rawText } from "./raw-texts.ts";

/** Who is there. */
export interface Cast {
  readonly stage: Stage;
  readonly ours: readonly OurPlayer[];
  readonly old: readonly OldPlayer[];
  readonly raw: readonly RawPlayer[];
  /** Leaves, and returns: as itself, or started anew. */
  restart(index: number, anew: boolean): void;
}

/** Chooses one thing of several. */
type Choose = <Item>(items: readonly Item[]) => Item;

type Act = (cast: Cast, choose: Choose) => void;

/** Everything that people, pages, tools and programs do. What a program of ours may not do is thrown as a `UsageError`. */
export const ACTS: readonly Act[] = [
  ({ ours, stage }, choose) => {
    const link = { emitter: port(stage, choose), sensor: port(stage, choose) };
    if (!allowed(stage, link.emitter.node, link.sensor.node)) return;
    act(choose(ours), stage, (machine, now) =>
      machine.link(link, now, { options: optionsOf(choose(WISHES)), as: choose(WAYS) }),
    );
  },
  ({ ours, stage }, choose) => {
    const link = { emitter: port(stage, choose), sensor: port(stage, choose) };
    act(choose(ours), stage, (machine, now) => machine.unlink(link, now));
  },
  ({ ours, stage }, choose) => {
    act(choose(ours), stage, (machine, now) => machine.emit(choose(NAMES), choose(VALUES), now));
  },
  ({ ours, stage }, choose) => {
    act(choose(ours), stage, (machine, now) => machine.set(choose(NAMES), choose(VALUES), now));
  },
  ({ ours, stage }, choose) => {
    const [peer, name, value] = [anyone(stage, choose).id, choose(NAMES), choose(VALUES)];
    act(choose(ours), stage, (machine, now) => machine.setRemote(1, peer, name, value, { timeout: 5000, now }));
  },
  ({ ours, stage }, choose) => {
    const sets = [5, 6, 7].map((request) => [request, choose(NAMES), choose(VALUES)] as const);
    const peer = anyone(stage, choose).id;
    act(choose(ours), stage, (machine, now) => machine.setAllRemote(sets, peer, { timeout: 5000, now }));
  },
  ({ ours, stage }, choose) => {
    const [peer, name, value] = [anyone(stage, choose).id, choose(NAMES), choose(VALUES)];
    act(choose(ours), stage, (machine) => machine.sendRemote(peer, name, value));
  },
  ({ ours, stage }, choose) => {
    const description = { typeHint: choose(["flt", "any"]), value: choose(VALUES), access: choose(ACCESS) };
    act(choose(ours), stage, (machine, now) => machine.register({ name: choose(NAMES) }, description, now));
  },
  ({ ours, stage }, choose) => {
    const description = { typeHint: "flt", value: 0, access: "rwes" };
    const place = { object: choose(OBJECTS), name: choose(NAMES) };
    act(choose(ours), stage, (machine, now) => machine.register(place, description, now));
  },
  ({ ours, stage }, choose) => {
    const description = { typeHint: choose(["flt", "any"]), value: choose(VALUES), access: choose(ACCESS) };
    const [peer, name] = [anyone(stage, choose).id, choose(NAMES)];
    const time = { timeout: 5000, now: stage.now };
    act(choose(ours), stage, (machine) => machine.registerRemote(2, peer, name, description, time));
  },
  ({ ours, stage }, choose) => act(choose(ours), stage, (machine, now) => machine.remove(choose(NAMES), now)),
  ({ ours, stage }, choose) => {
    act(choose(ours), stage, (machine, now) => machine.setMetadata(choose(METADATA), choose(VALUES), now));
  },
  ({ ours, stage }, choose) => {
    const [peer, name] = [anyone(stage, choose).id, choose<string | null>([...NAMES, null])];
    act(choose(ours), stage, (machine, now) => machine.observe(peer, name, now, choose(WISHES)));
  },
  ({ ours, stage }, choose) => {
    const [peer, name] = [anyone(stage, choose).id, choose<string | null>([...NAMES, null])];
    act(choose(ours), stage, (machine, now) => machine.unobserve(peer, name, now));
  },
  ({ ours, stage }, choose) => {
    const reason = choose([undefined, "the show is running"]);
    act(choose(ours), stage, (machine, now) =>
      reason === undefined ? machine.unlock(now) : machine.lock(reason, now),
    );
  },
  ({ ours, stage }, choose) => {
    const peer = anyone(stage, choose).id;
    const [method, args] = choose(CALLS);
    act(choose(ours), stage, (machine, now) => machine.call(3, peer, method, args, { timeout: 5000, now }));
  },
  ({ ours, stage }, choose) => {
    const link = { emitter: port(stage, choose), sensor: port(stage, choose) };
    if (!allowed(stage, link.emitter.node, link.sensor.node)) return;
    act(choose(ours), stage, (machine, now) => machine.link(link, now, { options: choose(WEIGHTS), as: "decide" }));
  },
  ({ ours, stage }, choose) => {
    const [name, value, timing] = [choose(NAMES), choose(VALUES), timingOf(choose)];
    act(choose(ours), stage, (machine, now) => machine.fade(8, name, value, timing, now));
  },
  fadeOthers,
  fadeOthers,
  ({ ours, stage }, choose) => {
    const [peer, how, time] = [anyone(stage, choose).id, choose(HALTS), { timeout: 5000, now: stage.now }];
    act(choose(ours), stage, (machine) => machine.stopRemote(11, peer, choose(TAGS), how, time));
  },
  ({ ours, stage }, choose) => {
    const [peer, rate, time] = [anyone(stage, choose).id, choose([0, 0.5, 1, 10]), { timeout: 5000, now: stage.now }];
    act(choose(ours), stage, (machine) => machine.paceRemote(12, peer, choose(TAGS), rate, time));
  },
  ({ ours, stage }, choose) => {
    const time = { timeout: 3000, now: stage.now };
    act(choose(ours), stage, (machine) => machine.panic(13, choose(["stop", "release"] as const), time));
  },
  ({ ours, stage }, choose) => {
    const extra = new Map<string, Json>([
      ["merge", choose(MERGES)],
      ["lost", choose(LOST)],
    ]);
    const description = { typeHint: "flt", value: 0.5, access: "rwes", extra };
    act(choose(ours), stage, (machine, now) => machine.register({ name: choose(NAMES) }, description, now));
  },
  ({ ours, stage }, choose) =>
    act(choose(ours), stage, (machine, now) => machine.refresh(4, anyone(stage, choose).id, { timeout: 5000, now })),
  ({ restart }, choose) => {
    // Everybody tells everything then, which takes the time of ten other acts.
    if (choose([0, 1, 2, 3, 4]) === 0) restart(choose([0, 1, 2, 3, 4, 5, 6, 7]), choose([true, false]));
  },
  ({ stage }, choose) => stage.run(choose([1, 20, 500, 2500, 11_000])),
  sayAnything,
  sayAnything,
  sayAnything,
  sayAnything,
  subscribeOld,
  subscribeOld,
  unsubscribeOld,
  ({ old }, choose) => {
    const [player, name] = [choose(old), choose(NAMES)];
    if (hasValue(player.node, name)) player.act((node) => node.emitSignal(name, choose(VALUES)));
  },
  ({ old }, choose) => {
    choose(old).act((node) => node.register(choose(OLD_NAMES), choose(VALUES), "flt", choose(ACCESS)));
  },
  ({ old }, choose) => choose(old).act((node) => node.setObject(choose(OBJECTS))),
  ({ old, ours }, choose) => {
    const tree = new Map([[choose(NAMES), choose<Json>([new Map([["value", choose(VALUES)]]), choose(VALUES)])]]);
    choose(old).act((node) => node.peerSet(choose(ours).id, tree));
  },
  ({ old, ours }, choose) => {
    choose(old).act((node) => node.peerGet(choose(ours).id, choose<Json>([null, [choose(NAMES)], choose(NAMES), 0])));
  },
  ({ old }, choose) =>
    choose(old).act((node) => node.setMetadata(choose(["_location", "_scale"]), choose([[0, 0, 0], "x"]))),
];

/** To old nodes it is streamed. */
function fadeOthers({ ours, stage }: Cast, choose: Choose): void {
  const [peer, time] = [anyone(stage, choose).id, { timeout: 5000, now: stage.now }];
  const timing = timingOf(choose);
  const fades = [20, 22].map((accepted) => ({
    ...{ accepted, ended: accepted + 1, path: choose(NAMES), value: choose(VALUES), timing },
  }));
  act(choose(ours), stage, (machine) => machine.fadeRemote(fades, peer, time));
}

function timingOf(choose: Choose): Timing {
  const [over, delay, priority] = [choose([0, 0.1, 1, 5]), choose([0, 0, 0.3]), choose([0, 100, 200])];
  return {
    over,
    delay,
    curve: choose(["linear", "smooth"] as const),
    priority,
    tag: choose(TAGS),
    overlay: choose([true, false]),
  };
}

/** Mostly to old nodes; no ring of these, whose values never end. */
function sayAnything({ raw, old, stage }: Cast, choose: Choose): void {
  const text = rawText(stage, choose);
  const [, emitter = "", sensor = ""] = LINK.exec(text) ?? [];
  if (allowed(stage, emitter, sensor))
    choose(raw).say(choose([choose(old), choose(old), anyone(stage, choose)]).id, text);
}

/** A program of an old node links whom it likes; what ends itself, or another old node that it tells, it does not do. */
function subscribeOld({ old, stage }: Cast, choose: Choose): void {
  const { player, link } = oldLink(old, stage, choose);
  const [from, to] = [stage.players.get(link.emit), stage.players.get(link.recv)];
  if (from === to || from === undefined || to === undefined || !allowed(stage, from.id, to.id)) return;
  const sender = isOld(from) ? hasList(from.node, link.emitter) || (link.emitter === null && player === to) : true;
  if (!sender || (isOld(to) && isOld(from) && !fits(to.node, link.receiver))) return;
  // For a sensor that it does not have, it dies of what is on its way already, whoever sent that.
  if (isOld(to) && player === to && !fits(to.node, link.receiver)) {
    if (to.node.listensTo(from.id, link.emitter) || to.node.listensTo(from.id, null)) return;
  }
  player.act((node) => node.signalSubscribe(link));
}

function unsubscribeOld({ old, stage }: Cast, choose: Choose): void {
  const { player, link } = oldLink(old, stage, choose);
  const from = stage.players.get(link.emit);
  if (from === undefined || link.emit === link.recv) return;
  const safe = isOld(from)
    ? hasList(from.node, link.emitter) || (link.emitter === null && link.recv === player.id)
    : true;
  if (safe) player.act((node) => node.signalUnsubscribe(link));
}

function oldLink(old: readonly OldPlayer[], stage: Stage, choose: Choose) {
  const player = choose(old);
  const names: readonly (string | null)[] = [...NAMES, null];
  // Each of the three sides as often as the others.
  const ends = [anyone(stage, choose).id, anyone(stage, choose).id];
  const side = choose([0, 1, 2]);
  if (side < 2) ends[side] = player.id;
  const [emit = "", recv = ""] = ends;
  return { player, link: { emit, emitter: choose(names), recv, receiver: choose(names) } };
}

/** Values that go round between old nodes never end: they are linked in one direction only. */
function allowed(stage: Stage, emitter: string, sensor: string): boolean {
  const [from, to] = [stage.players.get(emitter), stage.players.get(sensor)];
  return from === undefined || to === undefined || !isOld(from) || !isOld(to) || from.name < to.name;
}

function isOld(player: Player): player is OldPlayer {
  return "node" in player;
}

function fits(node: ReferenceNode, sensor: string | null): boolean {
  return sensor === null || hasValue(node, sensor);
}

function hasValue(node: ReferenceNode, name: string): boolean {
  const entry = name === "objects" ? undefined : node.entry(name);
  return entry instanceof Map && entry.has("value");
}

function hasList(node: ReferenceNode, name: string | null): boolean {
  const entry = name === null ? undefined : node.entry(name);
  return entry instanceof Map && Array.isArray((entry as ReadonlyMap<string, Json>).get("subscribers"));
}

function anyone(stage: Stage, choose: Choose): Player {
  return choose([...stage.players.values()]);
}

function port(stage: Stage, choose: Choose): { readonly node: string; readonly parameter: string } {
  const { id, name } = anyone(stage, choose);
  return { node: choose([id, name]), parameter: choose(NAMES) };
}

function act(player: OurPlayer, { now }: Stage, input: (machine: OurPlayer["machine"], now: number) => Effects): void {
  player.perform(input(player.machine, now));
}

const LINK = /"SUB": \["([^"]*)", (?:null|"[^"]*"), "([^"]*)"/;

type Effects = ReturnType<OurPlayer["machine"]["handleTimeout"]>;

const NAMES = ["a", "a", "a", "b", "b", "b", "late", "nope", "_x", "cam.x", "cam.a", "objects", "value", ""] as const;
/** Who registers that ends at the next object. */
const OLD_NAMES = NAMES.filter((name) => name !== "objects");
const OBJECTS = ["cam", "value"] as const;
const METADATA = ["_location", "_scale", "_x"] as const;
const ACCESS = ["rwes", "rwes", "re", "rws", "r"] as const;
const VALUES: readonly Json[] = [
  ...[0, 0.5, 1, 2, 0.25, Number.NaN, null, true, "x", [1, 2], ["value"], 2n ** 70n],
  new Map([["value", 1]]),
  new Map<string, Json>(Object.entries({ value: 1, typeHint: "flt", access: "rwes", subscribers: [] })),
  new Map([["a", new Map([["b", 2]])]]),
];
const WAYS = [undefined, "decide", "declare"] as const;
const WISHES: readonly (Sampling | undefined)[] = [undefined, undefined, { rate: 30 }, { rate: 0.5 }, { every: true }];
const WEIGHTS: readonly ReadonlyMap<string, Json>[] = [
  new Map<string, Json>([["priority", 120]]),
  new Map<string, Json>([["mute", true]]),
  new Map<string, Json>([
    ["priority", 0],
    ["rate", 30],
  ]),
];
const TAGS = ["", "show/1#1", "show/2#2", "*", "show/*"] as const;
const HALTS = ["hold", "finish", "back"] as const;
const MERGES = ["last", "highest", "priority", "mean"] as const;
const LOST: readonly Json[] = [
  new Map<string, Json>(Object.entries({ do: "fade", to: 0, over: 1, after: 0.5 })),
  new Map<string, Json>([["do", "default"]]),
  new Map<string, Json>([["do", "hold"]]),
];
const CALLS: readonly (readonly [string, readonly Json[]])[] = [
  ["method", [1]],
  ["zocp.owners", []],
  ["zocp.release", [["a"]]],
  ["zocp.merge", ["a", "highest"]],
  ["zocp.stop", ["*", "hold"]],
  ["zocp.links", []],
];
