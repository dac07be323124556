import type { Delivery, Holding, LinkState } from "../../index.ts";
import { formatAddress, type RemoteNode, type RemoteParameter, typeName } from "../../index.ts";
import type { Role } from "../../show.ts";
import { describeFigures } from "../format/figures.ts";
import { describeHolding } from "../format/holding.ts";
import type { Printable } from "../format/json.ts";
import { roleOf } from "../targets/find-understudy.ts";

/** What is shown of a node. */
export interface NodeView {
  readonly id: string;
  readonly name: string;
  /** `tcp://192.168.1.7:49152` */
  readonly address: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly complete: boolean;
  /** Why nobody else may change it, perhaps empty; undefined when others may. */
  readonly locked?: string | undefined;
  /** What it is among shows, if it is one or the understudy of one. */
  readonly role?: Role | undefined;
  readonly parameters: readonly ParameterView[];
  /** How its links fare, when that was asked for and it can say. */
  readonly links?: readonly Delivery[] | undefined;
  /** The links that it keeps and that are not in effect, or that count for something else than usual at its sensors. */
  readonly waiting?: readonly ShownLink[] | undefined;
}

/** A link; `via`: it stands for two, from its emitter to an operator of that node and on to its sensor. */
export interface ShownLink extends LinkState {
  readonly via?: string;
}

type Described = Pick<
  RemoteParameter,
  "path" | "value" | "typeHint" | "access" | "min" | "max" | "step" | "unit" | "description" | "subscribers"
>;

/** What is shown of a parameter. */
export interface ParameterView extends Described {
  /** The sensors that it drives, by name. */
  readonly drives: readonly string[];
  /** Who holds it or moved it last, when that was asked for and its node can say. */
  readonly holding?: Holding | undefined;
}

interface ViewOptions {
  readonly address: string;
  readonly nameOf: (id: string) => string | undefined;
  readonly chosen: (path: string) => boolean;
}

/** What a node is at this moment. */
export function viewNode(remote: RemoteNode, { address, nameOf, chosen }: ViewOptions): NodeView {
  const parameters = [...remote.parameters.values()]
    .filter(({ path }) => chosen(path))
    .map((parameter) => viewParameter(parameter, nameOf));
  const { id, name, headers, complete } = remote;
  const locked = remote.locked ? remote.lockReason : undefined;
  return { id, name, address, headers, complete, locked, role: roleOf(remote), parameters };
}

/** The same for other programs. */
export function describeNode({
  id,
  name,
  address,
  headers,
  locked,
  role,
  parameters,
  links,
  waiting,
  ...view
}: NodeView): Printable {
  const described = new Map(parameters.map((parameter) => [parameter.path, describeParameter(parameter)]));
  const figures = links?.map(describeFigures);
  const complete = view.complete ? undefined : false;
  const lock = locked === undefined ? {} : { locked: true, lockReason: locked || undefined };
  return {
    id,
    name,
    address,
    headers,
    complete,
    ...lock,
    role: role && describeRole(role),
    parameters: described,
    links: figures,
    waiting: waiting?.map(describeWaiting),
  };
}

/** What a node is of a show, for other programs. */
export function describeRole({ of, plays, term, auto }: Role): Printable {
  return plays ? { of, plays, term } : { of, plays, auto };
}

function describeWaiting({
  emitter,
  sensor,
  state,
  reason,
  priority,
  mute,
  options,
  dropped,
  refusals,
  by,
  at,
  via,
}: ShownLink): Printable {
  const decided = { by, at: at > 0 ? new Date(at).toISOString() : undefined };
  const ends = { emitter: formatAddress(emitter), sensor: formatAddress(sensor) };
  return {
    ...ends,
    via,
    state,
    reason,
    priority,
    mute,
    map: options.get("map"),
    dropped,
    refusals: refusals && { ...refusals },
    ...decided,
  };
}

export function describeParameter(parameter: Omit<ParameterView, "path" | "drives">): Printable {
  const { value, typeHint, access, min, max, step, unit, description, subscribers, holding } = parameter;
  const owner = holding && describeHolding(holding);
  return {
    value: value ?? null,
    type: typeName(typeHint),
    access,
    min,
    max,
    step,
    unit,
    description,
    subscribers,
    owner,
  };
}

export function viewParameter(parameter: RemoteParameter, nameOf: ViewOptions["nameOf"]): ParameterView {
  const { path, value, typeHint, access, min, max, step, unit, description, subscribers } = parameter;
  const drives = subscribers.flatMap(([id, sensor]) =>
    sensor === null ? [] : [formatAddress({ node: nameOf(id) ?? id.slice(0, 8), parameter: sensor })],
  );
  return { path, value, typeHint, access, min, max, step, unit, description, subscribers, drives };
}
