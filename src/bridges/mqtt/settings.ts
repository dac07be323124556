import { CapturePattern, placesIn } from "../core/capture-pattern.ts";
import type { BridgeDescription } from "../core/description.ts";
import type { Fields } from "../core/fields.ts";
import { checkPointer } from "./payload.ts";
import { parseServerUrl, type ServerUrl } from "./server-url.ts";
import { formatMqttAddress, parseMqttAddress, toLevel, toPattern, whyNoTopic } from "./topics.ts";

/** A line of `import`, as far as topics are concerned. */
export interface ImportedTopic {
  readonly topic: CapturePattern;
  readonly pointer: string | undefined;
  readonly event: boolean;
  /** Where values go that move the parameter here: the topic itself where nothing is picked from it, or nowhere. */
  readonly set: string | undefined;
}

/** What a description says of MQTT alone. */
export interface MqttSettings {
  readonly server: ServerUrl;
  readonly show: string;
  readonly imports: readonly ImportedTopic[];
  readonly exports: readonly ExportedTopic[];
  /** Whether devices that describe themselves become parameters. */
  readonly auto: boolean;
  /** Whether Home Assistant is told of what is exported. */
  readonly homeAssistant: boolean;
}

/** A line of `export`: every topic that it may make, and whether it is set by `/set`. */
interface ExportedTopic {
  /** The pattern of `node/parameter`. */
  readonly of: CapturePattern;
  readonly topic: CapturePattern;
  readonly write: boolean;
}

const SHOW = "show";
export const MQTT_FIELDS = ["server", "show", "homeAssistant"] as const;

/** Throws `DescriptionError`. */
export function readMqttSettings({ own, rules }: BridgeDescription): MqttSettings {
  const server = readServer(own);
  const imports = own.fields("import");
  return {
    server,
    show: own.text("show") ?? server.show ?? SHOW,
    imports: imports.names.filter((name) => name !== "auto").map((name) => readImport(imports, name)),
    exports: rules.exports.map(({ of, to, write }) => ({ of, topic: new CapturePattern(to), write: write === true })),
    auto: imports.flag("auto") ?? false,
    homeAssistant: own.flag("homeAssistant") ?? false,
  };
}

/** What the topics of a show begin with. `server`: its URL may name the show. */
export function topicsOf(server: string | undefined, show: string | undefined): string {
  const url = parseServerUrl(server ?? "");
  return `zocp/${toLevel(show ?? (typeof url === "string" ? undefined : url.show) ?? SHOW)}`;
}

/** A filter with what is picked behind it, as rules know it. */
export function patternOf(from: string, rule: Fields): string {
  const { topic, pointer } = parseMqttAddress(from);
  const picked = rule.text("pick");
  if (picked !== undefined && pointer !== undefined)
    throw rule.wrong("pick", `what is picked stands in the topic already: ${pointer}`);
  const wrong = checkPointer(picked ?? pointer ?? "/");
  if (wrong !== undefined) throw rule.wrong("pick", wrong);
  return formatMqttAddress({ topic: toPattern(topic), pointer: picked ?? pointer });
}

/** Whether a text can be an address of this bridge. */
export function checkMqttAddress(address: string): string | undefined {
  return whyNoTopic(parseMqttAddress(address).topic);
}

function readServer(fields: Fields): ServerUrl {
  const text = fields.text("server");
  if (text === undefined) throw fields.wrong("server", "it is missing: mqtt://host, for instance mqtt://10.0.0.5");
  const server = parseServerUrl(text);
  if (typeof server === "string") throw fields.wrong("server", server);
  return server;
}

function readImport(all: Fields, from: string): ImportedTopic {
  const fields = all.fields(from);
  const { topic, pointer } = parseMqttAddress(patternOf(from, fields));
  const [pattern, set] = [new CapturePattern(topic), fields.text("set")];
  const unknown = placesIn(set ?? "").find((place) => !pattern.names.includes(place));
  if (unknown !== undefined) throw fields.wrong("set", `nothing is called {${unknown}} in the topic`);
  const wrong = set === undefined ? undefined : whyNoTopic(set.replaceAll(/[{}]/g, "x"));
  if (wrong !== undefined) throw fields.wrong("set", wrong);
  return { topic: pattern, pointer, event: fields.flag("event") ?? false, set };
}
