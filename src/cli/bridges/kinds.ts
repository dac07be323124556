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
  help: "all but mesh: list what would be mapped to what, and what cannot be (exit code 2), and end",
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

const ALLOW_EXEC: OptionSpec = {
  flags: "--allow-exec",
  help: "exec, FILE: let parameters start programs, also of a file that others than you can write",
};

/** What every kind has that a file can describe. */
const DESCRIBED: readonly OptionSpec[] = [
  {
    flags: "--export <pattern>",
    help: 'all but mesh: parameters that are sent: "lamp*/*", or "lamp*/*=/{node}/{parameter}"; may be given again',
    parse: parseName,
  },
  { flags: "--name <name>", help: "all but mesh: the name of the bridge's node; its kind without it" },
  { flags: "--keep", help: "all but mesh: keep values in NAME.state.json, and begin with them" },
  { flags: "--print", help: "all but mesh: print the file that these options mean, and end" },
  DRY_RUN,
];

/** Of every bridge to a protocol. */
const SHARED: readonly OptionSpec[] = [
  {
    flags: "--auto",
    help: "dmx, osc: every address that speaks becomes a parameter; mqtt: devices that describe themselves do",
  },
  { flags: "--write", help: "dmx, mqtt, osc: what is exported can be set, too" },
  ...DESCRIBED,
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
      { flags: "--home-assistant", help: "mqtt: Home Assistant finds what is exported by itself" },
      UPDATE_RATE,
      ...SHARED,
    ],
    load: () => import("./mqtt.ts"),
  },
  {
    name: "exec",
    summary: "programs that parameters start",
    options: [
      {
        flags: "--run <name=program>",
        help: "exec: what NAME.run starts: words with spaces between, never a shell; may be given again",
        parse: parseName,
      },
      ALLOW_EXEC,
      ...DESCRIBED,
    ],
    load: () => import("./kit/exec.ts"),
  },
  {
    name: "file",
    summary: "files that are watched",
    options: [
      { flags: "--file <name=path>", help: "file: what is watched; may be given again", parse: parseName },
      ...DESCRIBED,
    ],
    load: () => import("./kit/file.ts"),
  },
  {
    name: "say",
    summary: "texts that espeak-ng speaks",
    options: [
      { flags: "--voice <voice>", help: "say: one of espeak-ng --voices" },
      { flags: "--wav <path>", help: "say: write each text as sound into this file instead" },
      ...DESCRIBED,
    ],
    load: () => import("./kit/say.ts"),
  },
  {
    name: "mpv",
    summary: "a video player",
    options: [
      { flags: "--folder <folder>", help: "mpv: where the files are that may be chosen" },
      { flags: "--play <file>", help: "mpv: what it plays first, of that folder" },
      { flags: "--socket <path>", help: "mpv: a player that runs already (its --input-ipc-server)" },
      ...DESCRIBED,
    ],
    load: () => import("./kit/mpv.ts"),
  },
  {
    name: "clock",
    summary: "the time of day, and moments of it",
    options: [
      { flags: "--at <name=time>", help: "clock: an event at 19:30 or 19:30:15; may be given again", parse: parseName },
      ...DESCRIBED,
    ],
    load: () => import("./kit/clock.ts"),
  },
];

/** The options of a file that describes bridges. */
export const FILE_OPTIONS: readonly OptionSpec[] = [
  DRY_RUN,
  ALLOW_EXEC,
  { flags: "--connect-anyway", help: "FILE: make its links also where somebody has cut them since" },
];

/** The options of all kinds, each once. */
export const BRIDGE_OPTIONS: readonly OptionSpec[] = [
  ...BRIDGE_KINDS.flatMap(({ options }) => options),
  ...FILE_OPTIONS,
].filter(({ flags }, index, all) => all.findIndex((other) => other.flags === flags) === index);
