import { CapturePattern } from "../core/capture-pattern.ts";
import { escapeName } from "../core/escaping.ts";

/**
 * An address of this bridge: a topic, and where in its JSON the value is: `zigbee2mqtt/desk#/brightness`. In names of topics there is
 * no `#`, so the two cannot be confused.
 */
export interface MqttAddress {
  readonly topic: string;
  /** A JSON pointer; undefined for the whole. @see RFC 6901 */
  readonly pointer: string | undefined;
}

export function parseMqttAddress(address: string): MqttAddress {
  const mark = address.lastIndexOf("#/");
  return mark < 0
    ? { topic: address, pointer: undefined }
    : { topic: address.slice(0, mark), pointer: address.slice(mark + 1) };
}

export function formatMqttAddress({ topic, pointer }: MqttAddress): string {
  return pointer === undefined ? topic : `${topic}#${pointer}`;
}

/** Writes a name as one level of a topic. `$` stands before what the bridge itself says, and `#` before a pointer. */
export function toLevel(name: string): string {
  return escapeName(name, /[+#/$\0]/);
}

/** The pattern of the core for a filter as MQTT writes it: `+` is kept by its number (`{1}`), `#` is anything. */
export function toPattern(filter: string): string {
  let number = 0;
  const levels = filter.split("/");
  return levels
    .map((level, index) => {
      if (level === "+") return `{${++number}}`;
      return level === "#" && index === levels.length - 1 ? "*" : level;
    })
    .join("/");
}

/** What has to be subscribed so that every topic of a pattern comes. */
export function toFilter(pattern: string): string {
  const levels: string[] = [];
  for (const level of pattern.split("/")) {
    if (level.includes("*")) return [...levels, "#"].join("/");
    levels.push(new CapturePattern(level).literal ? level : "+");
  }
  return levels.join("/");
}

/** Without those that another one brings already: what two filters fit might come twice. */
export function withoutCovered(filters: readonly string[]): readonly string[] {
  const all = [...new Set(filters)];
  return all.filter((one) => !all.some((other) => other !== one && covers(other, one)));
}

/** Whether every topic that fits `narrow` fits `wide`. @see MQTT 5, 4.7 */
function covers(wide: string, narrow: string): boolean {
  const [wanted, given] = [wide.split("/"), narrow.split("/")];
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    const other = given[index];
    if (other === undefined || other === "#" || (level !== "+" && level !== other)) return false;
  }
  return wanted.length === given.length;
}

/** Why a text can be no topic; undefined where it can. */
export function whyNoTopic(topic: string): string | undefined {
  if (topic === "") return "a topic is empty";
  if (/[+#\0]/.test(topic))
    return `${JSON.stringify(topic)} is no topic: + and # stand for whole levels, # for the last`;
  const { length } = new TextEncoder().encode(topic);
  return length > LONGEST ? `a topic has ${length} octets; the limit is ${LONGEST}` : undefined;
}

const LONGEST = 65_535;
