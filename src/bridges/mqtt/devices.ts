import { unescapeName } from "../core/escaping.ts";
import type { AnnouncedKind } from "../core/machine/messages.ts";

/** What a device is told to be by its `$info`. */
interface Device {
  /** By topic. */
  readonly parameters: ReadonlyMap<string, { readonly name: string; readonly kind: AnnouncedKind }>;
}

interface DevicesOptions {
  /** What the topics of devices begin with: `zocp/show`. */
  readonly root: string;
  announce(address: string, parameter: string, kind: AnnouncedKind): void;
  withdraw(address: string): void;
  note(reason: string): void;
}

/**
 * Devices that describe themselves on `<root>/<device>/$info`: each of their parameters is one of the bridge, `<device>/<parameter>`.
 * Whether a device is there it says by `$state`, best by its last will.
 */
export class Devices {
  readonly #options: DevicesOptions;
  readonly #devices = new Map<string, Device>();
  readonly #topics = new Set<string>();

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /** What has to be heard of the devices that are known, and to know more of them. */
  get filters(): readonly string[] {
    const { root } = this.#options;
    return [`${root}/+/$info`, `${root}/+/$state`, ...[...this.#devices.keys()].map((device) => `${root}/${device}/+`)];
  }

  has(topic: string): boolean {
    return this.#topics.has(topic);
  }

  /** Whether it happens: what the server has kept of it is over. */
  isEvent(topic: string): boolean {
    const device = this.partsOf(topic)?.device ?? "";
    return this.#devices.get(device)?.parameters.get(topic)?.kind.event === true;
  }

  /** Which device a topic belongs to, and what of it; undefined for other topics. */
  partsOf(topic: string): { readonly device: string; readonly last: string } | undefined {
    const { root } = this.#options;
    if (!topic.startsWith(`${root}/`)) return undefined;
    const [device = "", last = "", more] = topic.slice(root.length + 1).split("/");
    return more === undefined && device !== "" && last !== "" ? { device, last } : undefined;
  }

  /** True when its topics have to be heard from now on. */
  describe(device: string, payload: string): boolean {
    if (payload === "") {
      this.#forget(device);
      return false;
    }
    const info = parseInfo(payload);
    if (typeof info === "string") {
      this.#options.note(`the $info of ${device}: ${info}`);
      return false;
    }
    // What a bridge describes is on its own network.
    if (info.via !== undefined) return false;
    if (!this.#devices.has(device) && this.#devices.size >= MOST_DEVICES) {
      this.#options.note(`there are ${MOST_DEVICES} devices already: ${device} is left out`);
      return false;
    }
    this.#learn(device, info.parameters);
    return true;
  }

  /** Says whether a device is there. */
  state(device: string, payload: string): void {
    if (!this.#devices.has(device)) return;
    const topic = `${this.#options.root}/${device}/$state`;
    if (this.#topics.has(topic) || payload === "") return;
    this.#topics.add(topic);
    this.#options.announce(topic, `${unescapeName(device)}/alive`, {
      typeHint: "bool",
      description: "whether it is there",
    });
  }

  #learn(device: string, named: ReadonlyMap<string, AnnouncedKind>): void {
    const { root, announce, withdraw } = this.#options;
    const parameters = new Map(
      [...named].map(([name, kind]) => [
        `${root}/${device}/${name}`,
        { name: `${unescapeName(device)}/${unescapeName(name)}`, kind },
      ]),
    );
    for (const topic of this.#devices.get(device)?.parameters.keys() ?? []) {
      if (parameters.has(topic)) continue;
      this.#topics.delete(topic);
      withdraw(topic);
    }
    this.#devices.set(device, { parameters });
    for (const [topic, { name, kind }] of parameters) {
      this.#topics.add(topic);
      announce(topic, name, kind);
    }
  }

  #forget(device: string): void {
    const topics = this.#devices.get(device)?.parameters.keys() ?? [];
    for (const topic of [...topics, `${this.#options.root}/${device}/$state`]) {
      this.#topics.delete(topic);
      this.#options.withdraw(topic);
    }
    this.#devices.delete(device);
  }
}

interface Info {
  readonly via: unknown;
  readonly parameters: ReadonlyMap<string, AnnouncedKind>;
}

/** A text says what is wrong. */
function parseInfo(payload: string): Info | string {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return "it is no JSON";
  }
  const { via, parameters } = (json ?? {}) as { readonly via?: unknown; readonly parameters?: unknown };
  if (typeof parameters !== "object" || parameters === null) return 'it has no "parameters"';
  const entries = Object.entries(parameters);
  if (entries.length > MOST_PARAMETERS) return `it has ${entries.length} parameters; the limit is ${MOST_PARAMETERS}`;
  const kinds = new Map<string, AnnouncedKind>();
  for (const [name, about] of entries) {
    const kind = parseKind(about);
    if (name === "" || /[/+#$\0]/.test(name)) return `${JSON.stringify(name)} cannot be a level of a topic`;
    if (typeof kind === "string") return `${name}: ${kind}`;
    kinds.set(name, kind);
  }
  return { via, parameters: kinds };
}

function parseKind(about: unknown): AnnouncedKind | string {
  if (typeof about !== "object" || about === null) return "it is no object";
  const { type = "float", min, max, step, unit, description, event } = about as Readonly<Record<string, unknown>>;
  const typeHint = type === "float" ? "flt" : type;
  if (typeof typeHint !== "string" || !TYPES.test(typeHint))
    return `${JSON.stringify(type)} is no type: there are int, float, percent, bool, string, vec2f, vec3f, vec4f`;
  for (const [name, value] of Object.entries({ min, max, step }))
    if (value !== undefined && typeof value !== "number") return `${name} is ${JSON.stringify(value)}, not a number`;
  for (const [name, value] of Object.entries({ unit, description }))
    if (value !== undefined && typeof value !== "string") return `${name} is ${JSON.stringify(value)}, not a text`;
  const given = { min, max, step, unit, description, event: event === true ? true : undefined };
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  return { typeHint, ...Object.fromEntries(fields) } as AnnouncedKind;
}

const TYPES = /^(flt|int|percent|bool|string|vec[2-4]f)$/;
const MOST_DEVICES = 200;
const MOST_PARAMETERS = 200;
