import type { Json } from "../../bytes/json.ts";
import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";

/**
 * What nodes of the reference implementation, pyZOCP, are spared. A program that uses it ends when it is asked for an emitter
 * that is not at the root of its tree or lists no subscribers, and at the first signal for a sensor that is not there. Every
 * SUB and UNSUB that leaves this node is checked here, whoever asked for it. The reasons are for people.
 */

/** One end of a link that somebody asks for. */
export interface End {
  readonly id: string;
  readonly name: string;
  /** Whether its node is one of ours. */
  readonly extensions: boolean;
  /** Null for all emitters, or for no sensor. */
  readonly path: string | null;
  /** The object that the parameter belongs to, if any. */
  readonly object: string | undefined;
}

/** Why two ends can never be linked, because a node is old; undefined when they can, or could if they had the parameters. */
export function whyNever(from: End, to: End): string | undefined {
  if (from.id === to.id && !from.extensions) return `${from.name} cannot wire its own parameters: it is an old node`;
  const inObject = [from, to].find(({ extensions, object }) => !extensions && object !== undefined);
  if (inObject !== undefined) return whyInObject(inObject);
  const asMetadata = [from, to].find(({ extensions, path }) => !extensions && path !== null && isMetadataName(path));
  if (asMetadata !== undefined) return whyAsMetadata(asMetadata);
  if (to.extensions || to.path === null || from.object === undefined) return undefined;
  return `${from.name}/${from.path} ${IN_OBJECT}: its values drive nothing on ${to.name}, which is an old node`;
}

/** The same for a link by the ids of its nodes. */
export function whyNeverLinked(core: Core, { emitterNode, emitter, sensorNode, sensor }: Subscription) {
  return whyNever(endOf(core, emitterNode, emitter), endOf(core, sensorNode, sensor));
}

/** Why nobody can subscribe to a parameter of a peer now. */
export function whyNoEmitter(peer: Peer, path: string): string | undefined {
  const reason = whyNotAtRoot(peer, path);
  if (reason !== undefined || peer.extensions || peer.tree.parameters.get(path)?.subscribers !== undefined)
    return reason;
  return `${peer.name}/${path} cannot be subscribed to: it lists no subscribers`;
}

/** Why no signal may drive a parameter of a peer now. */
export function whyNoSensor(peer: Peer, path: string): string | undefined {
  const reason = whyNotAtRoot(peer, path);
  if (reason !== undefined || peer.extensions || peer.tree.parameters.get(path)?.value !== undefined) return reason;
  return `${peer.name}/${path} cannot be driven: it has no value`;
}

/** Whether a SUB or UNSUB would end an old node: the one that it is sent to, or one that this would tell it. */
export function endsOldNode(core: Core, verb: "SUB" | "UNSUB", link: Subscription): boolean {
  const { emitterNode, emitter, sensorNode, sensor } = link;
  const [from, to] = [core.peers.get(emitterNode), core.peers.get(sensorNode)];
  // All of its emitters can be asked for by the receiver only.
  if (from?.extensions === false && emitter === null) return sensorNode !== core.id;
  if (from !== undefined && emitter !== null && whyNoEmitter(from, emitter) !== undefined) return true;
  return verb === "SUB" && to !== undefined && sensor !== null && whyNoSensor(to, sensor) !== undefined;
}

/**
 * Why an old node cannot be given metadata: it would take them for a value, and end itself or those that it tells; or they could
 * take the place of a parameter.
 */
export function whyNoMetadata({ name, complete }: Peer, value: Json): string | undefined {
  if (!complete) return `${name} is not known yet`;
  // Others would wire what looks like a parameter, until the next metadata of that name, a list or a text, takes its place.
  if (value instanceof Map && (value.has("value") || value.has("typeHint")))
    return 'an old node takes an object with "value" or "typeHint" in it for a parameter';
  if (!Array.isArray(value) || value.length !== 1 || value[0] !== "value") return undefined;
  return 'an old node takes a list with nothing but "value" in it for the value of a parameter';
}

function whyNotAtRoot(peer: Peer, path: string): string | undefined {
  if (peer.extensions) return undefined;
  if (isMetadataName(path)) return whyAsMetadata({ name: peer.name, path });
  const parameter = peer.tree.parameters.get(path);
  if (parameter !== undefined)
    return parameter.object === undefined ? undefined : whyInObject({ name: peer.name, path });
  return peer.complete ? `${peer.name} has no parameter "${path}"` : `${peer.name} is not known yet`;
}

/** Whoever sets metadata of that name replaces a parameter by a value, perhaps while a SUB or a signal for it is on its way. */
function isMetadataName(path: string): boolean {
  return path.startsWith("_");
}

function whyAsMetadata({ name, path }: Pick<End, "name" | "path">): string {
  return `${name}/${path} is named like metadata: ${name} is an old node, where anybody may put metadata in its place`;
}

function whyInObject({ name, path }: Pick<End, "name" | "path">): string {
  return `${name}/${path} ${IN_OBJECT}: ${name} is an old node, which can wire only parameters of its own`;
}

function endOf(core: Core, node: string, path: string | null): End {
  const peer = core.peers.get(node);
  const object = path === null ? undefined : (peer?.tree ?? core.tree).parameters.get(path)?.object;
  return { id: node, name: core.nameOf(node), extensions: peer?.extensions !== false, path, object };
}

const IN_OBJECT = "is a parameter of an object";
