import type { LinkOptions, RemoteNode, ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import type { Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { type Between, endsOf, findBetween, findTaker, freeName, portsOf, takesOperators } from "./betweens.ts";
import { findNode } from "./find.ts";
import { CONFIRM_TIMEOUT_MS, isConnected, type LinkTarget } from "./link-words.ts";

/** The operator through which a link goes or is to go; undefined for a link that goes straight to its sensor. */
export async function chooseBetween(
  session: Session<CommonOptions & { readonly via?: string }>,
  node: ZocpNode,
  { emitter, sensor }: LinkTarget,
): Promise<Between | undefined> {
  const { options } = session;
  const ends = endsOf(emitter, sensor);
  const box = options.via === undefined ? undefined : await findNode(session, node, options.via);
  if (box === undefined && sensor.node.extensions) return undefined;
  const found = await findBetween(node, ends, { wait: Math.min(LOOK, waitOf(options)), session });
  if (box === undefined) return found;
  if (found !== undefined && found.node.id !== box.id)
    throw notFound(`${ends.emitter} goes to ${ends.sensor} via ${found.node.name} already: cut it first`);
  if (isConnected({ emitter, sensor }))
    throw notFound(`${ends.emitter} is connected to ${ends.sensor} itself: cut that first, or both would drive it`);
  if (!takesOperators(box)) throw notFound(`${box.name} takes no operators: ${await whoTakes(session, node)}`);
  return found ?? { node: box, operator: freeName(box), ...ends };
}

/** Throws a failure that names a node which could do it, when the sensor's node knows no maps. */
export async function checkMaps(session: Session, node: ZocpNode, { sensor }: LinkTarget): Promise<void> {
  if (sensor.node.extensions) return;
  const why = `${sensor.node.name} is an old node, which knows no maps: put an operator between`;
  throw notFound(`${why}; ${await whoTakes(session, node)}`);
}

/** Makes the operator and both of its links; what was made is taken back when the rest fails. */
export async function connectVia(
  session: Session,
  node: ZocpNode,
  wire: LinkTarget,
  { between, linkOptions }: { readonly between: Between; readonly linkOptions: LinkOptions },
): Promise<void> {
  const wait = { timeout: CONFIRM_TIMEOUT_MS, signal: session.signal };
  const { input, output } = portsOf(between);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    if (!isMade(between)) {
      await between.node.call("operators.add", [between.operator, settingsOf(between, wire)], wait);
      undo.push(() => removeOperator(between));
    }
    if (undo.length > 0) undo.push(() => node.disconnect(wire.emitter.port, input, PATIENTLY));
    await node.connect(wire.emitter.port, input, { ...linkOptions, ...wait });
    if (undo.length > 0) undo.push(() => node.disconnect(output, wire.sensor.port, PATIENTLY));
    await node.connect(output, wire.sensor.port, wait);
  } catch (error) {
    for (const act of undo.reverse()) await act().catch((failure: unknown) => tell(session, between, failure));
    throw error;
  }
}

/** Takes both links and the operator away; the ends need not be here. */
export async function cutVia(session: Session, node: ZocpNode, between: Between): Promise<void> {
  const { node: box, emitter, sensor } = between;
  if (box.locked) throw notFound(`${box.name}, through which ${emitter} goes to ${sensor}, is locked`);
  const { input, output } = portsOf(between);
  const wait = { timeout: CONFIRM_TIMEOUT_MS, signal: session.signal };
  await node.disconnect(emitter, input, wait);
  await node.disconnect(output, sensor, wait);
  await removeOperator(between);
}

function isMade({ node, operator }: Between): boolean {
  return node.parameters.has(`${operator}.in`);
}

/** It begins at the value that the sensor has: nothing jumps before a value comes. */
function settingsOf({ emitter, sensor }: Between, wire: LinkTarget) {
  const { typeHint, value } = wire.sensor;
  return {
    operator: "pass",
    type: typeHint,
    between: [emitter, sensor],
    ...(wire.emitter.event && { event: true }),
    ...(value === undefined ? {} : { in: value }),
  };
}

async function removeOperator({ node, operator }: Between): Promise<void> {
  await node.call("operators.remove", [operator], PATIENTLY);
}

async function whoTakes(session: Session, node: ZocpNode): Promise<string> {
  const taker: RemoteNode | undefined = await findTaker(node, { wait: waitOf(session.options), session });
  return taker === undefined
    ? 'no node here takes operators; every "zocp node" does, and "zocp composer" brings one'
    : `${taker.name} takes operators: --via ${/^[\w@.-]+$/.test(taker.name) ? taker.name : JSON.stringify(taker.name)}`;
}

function tell(session: Session, { node, operator }: Between, failure: unknown): void {
  const why = failure instanceof Error ? failure.message : String(failure);
  session.note(`the operator "${operator}" of ${node.name} could not be taken back entirely: ${why}`);
}

/** Milliseconds. */
const LOOK = 500;
/** Also when the person has lost patience: nothing is to be left over. */
const PATIENTLY = { timeout: CONFIRM_TIMEOUT_MS };
