import type { Stage } from "../stage.ts";
import { says } from "../stage.ts";
import type { Puppet } from "../wire/puppet.ts";
import { isObject } from "../wire/zocp.ts";

/** What the subject registers before most cases. */
const PARAMETERS = {
  level: { type: "float", value: 0, access: "rwes", min: 0, max: 1 },
  count: { type: "int", value: 3, access: "rwes" },
  on: { type: "bool", value: false, access: "rw" },
  text: { type: "string", value: "été", access: "rw" },
  spot: { type: "vec3f", value: [0, 1.5, -2], access: "rwes" },
  share: { type: "percent", value: 50, access: "rw" },
  fixed: { type: "float", value: 1, access: "r" },
} as const;

/** The tree of a peer of the reference with two emitters and a sensor. */
export const PEER_TREE = {
  fader: { value: 0.25, typeHint: "flt", access: "rwes", subscribers: [] },
  dial: { value: 7, typeHint: "int", access: "rwe", subscribers: [] },
  lamp: { value: 0.5, typeHint: "flt", access: "rws", subscribers: [] },
};

/** Registers them. */
export async function prepare(stage: Stage): Promise<void> {
  await stage.subject.tell({ register: PARAMETERS });
}

/** A peer of the reference with a tree, and the subject with its parameters. */
export async function meet(stage: Stage, name?: string): Promise<Puppet> {
  await prepare(stage);
  return acquaint(stage, name);
}

/** A peer whose tree the subject has read. */
export async function acquaint(stage: Stage, name?: string): Promise<Puppet> {
  const puppet = await stage.peer({ tree: PEER_TREE, ...(name !== undefined && { name }) });
  await stage.tells("described", { id: puppet.id });
  return puppet;
}

/** The tree of the subject, as it answers GET; with `spelled` its numbers as they are written. */
export async function treeOf(puppet: Puppet, how: "data" | "spelled" = "data"): Promise<Tree> {
  puppet.say({ GET: null });
  const answer = await says(puppet, "MOD", ({ data }) => isObject(data) && "level" in data && "fixed" in data);
  return answer[how] as Tree;
}

/** Descriptions by name. */
export type Tree = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** Subscribes a sensor of the peer to an emitter of the subject, and waits until the subject lists it. */
export async function subscribe(stage: Stage, puppet: Puppet, emitter: string, sensor: string | null): Promise<void> {
  puppet.say({ SUB: [stage.subject.id, emitter, puppet.id, sensor] });
  await lists(puppet, emitter, [[puppet.id, sensor]]);
}

/** Waits until the subject tells these subscribers of an emitter. */
export async function lists(puppet: Puppet, emitter: string, wanted: readonly (readonly unknown[])[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    const is = JSON.stringify((await treeOf(puppet))[emitter]?.subscribers);
    if (is === JSON.stringify(wanted)) return;
    if (tries >= 20) throw new Error(`its ${emitter} lists the subscribers ${is}, not ${JSON.stringify(wanted)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
