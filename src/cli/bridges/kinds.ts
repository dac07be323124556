import { type OptionSpec, parseListeningPort, parseName, parsePriority, parseRate } from "../table/options.ts";

/** What nodes can be joined with, besides other nodes: one row and one file for each. */
export interface BridgeKind {
  readonly name: string;
  readonly summary: string;
  /** Its own options. */
  readonly options: readonly OptionSpec[];
  /** A module with `run(session)`, which resolves when the bridge has ended. It is loaded when it is used. */
  readonly load: () => Promise<unknown>;
}

const DRY_RUN: OptionSpec = {
  flags: "--dry-run",
  help: "dmx, mqtt, osc, FILE: list what would be mapped to what, and what cannot be (exit code 2), and end",
};

const SHOW: OptionSpec = {
  flags: "--show <name>",
  help: "mesh, mqtt: the show, where it does not stand behind the host of --broker or --server (show)",
};

const UPDATE_RATE: OptionSpec = {
  flags: "--update-rate <number>",
  help: "mqtt, osc: values a second of each address (10; osc: 60)",
  parse: parseRate,
};

/** Of every bridge to a protocol. */
const SHARED: readonly OptionSpec[] = [
  {
    flags: "--auto",
    help: "dmx, osc: every address that speaks becomes a parameter; mqtt: devices that describe themselves do",
  },
  {
    flags: "--export <pattern>",
    help: 'dmx, mqtt, osc: parameters that are sent: "lamp*/*", "lamp*/*=/{node}/{parameter}", for dmx "lamp/level=1/17"; may be given again',
    parse: parseName,
  },
  { flags: "--write", help: "dmx, mqtt, osc: what is exported can be set, too" },
  { flags: "--name <name>", help: "dmx, mqtt, osc: the name of the bridge's node (its kind)" },
  { flags: "--keep", help: "dmx, mqtt, osc: keep values in NAME.state.json, and begin with them" },
  { flags: "--print", help: "dmx, mqtt, osc: print the file that these options mean, and end" },
  DRY_RUN,
];

export const BRIDGE_KINDS: readonly BridgeKind[] = [
  {
    name: "mesh",
    summary: "nodes of this network on a message broker, and nodes of the broker here",
    options: [
      {
        flags: "--share <glob>",
        help: "mesh: nodes of this network that are on the broker too, by name; may be given again",
        parse: parseName,
      },
      {
        flags: "--import <glob>",
        help: "mesh: nodes of the broker that are on this network too, by name; may be given again",
        parse: parseName,
      },
      SHOW,
    ],
    load: () => import("./mesh.ts"),
  },
  {
    name: "dmx",
    summary: "lamps and desks by Art-Net and sACN, both ways",
    options: [
      {
        flags: "--input <place>",
        help: "dmx: universes that come in: sacn:1-4, artnet:1; may be given again",
        parse: parseName,
      },
      {
        flags: "--output <place>",
        help: "dmx: universes that go out: sacn:1-4, artnet:1@10.0.0.5; may be given again",
        parse: parseName,
      },
      {
        flags: "--fixture <patch>",
        help: 'dmx: a lamp: "par1=1/1 dimmer red green blue"; may be given again',
        parse: parseName,
      },
      {
        flags: "--channels <list>",
        help: "dmx: levels that are parameters: 1/1-16; may be given again",
        parse: parseName,
      },
      { flags: "--priority <number>", help: "dmx: of what goes out by sACN, 0 to 200 (100)", parse: parsePriority },
      ...SHARED,
    ],
    load: () => import("./dmx.ts"),
  },
  {
    name: "osc",
    summary: "parameters as addresses of Open Sound Control, both ways",
    options: [
      {
        flags: "--listen <place>",
        help: "osc: a port, udp://:9000 or tcp://:9001; may be given again",
        parse: parseName,
      },
      {
        flags: "--send <place>",
        help: "osc: where values go: udp://10.0.0.5:8000, or reply for whoever speaks; may be given again",
        parse: parseName,
      },
      { flags: "--text <port>", help: "osc: a TCP port for lines of text: /lamp/level 0.5", parse: parseListeningPort },
      UPDATE_RATE,
      ...SHARED,
    ],
    load: () => import("./osc.ts"),
  },
  {
    name: "mqtt",
    summary: "parameters as topics of an MQTT server, both ways",
    options: [
      {
        flags: "--server <url>",
        help: "mqtt: the server: mqtt://10.0.0.5, mqtts://ada:secret@10.0.0.5",
      },
      SHOW,
      {
        flags: "--topic <filter>",
        help: 'mqtt: a topic that becomes a parameter, with what is picked of its JSON: "zigbee2mqtt/+#/brightness"; may be given again',
        parse: parseName,
      },
      UPDATE_RATE,
      ...SHARED,
    ],
    load: () => import("./mqtt.ts"),
  },
];

/** The options of a file that describes bridges. */
export const FILE_OPTIONS: readonly OptionSpec[] = [
  DRY_RUN,
  { flags: "--connect-anyway", help: "FILE: make its links also where somebody has cut them since" },
];

/** The options of all kinds, each once. */
export const BRIDGE_OPTIONS: readonly OptionSpec[] = [
  ...BRIDGE_KINDS.flatMap(({ options }) => options),
  ...FILE_OPTIONS,
].filter(({ flags }, index, all) => all.findIndex((other) => other.flags === flags) === index);
