import { BRIDGE_OPTIONS } from "../bridges/kinds.ts";
import type { ExitCode } from "../failure.ts";
import { parseMap, parseStage } from "../maps/given-stages.ts";
import type { Session } from "../streams/session.ts";
import {
  ADDRESS,
  BRIDGE,
  COMPOSER,
  CONFORM,
  CUE,
  CUES,
  DIFF,
  GLOB,
  GO,
  HUB,
  LOAD,
  MAP,
  MONITOR,
  PATTERN,
  PLAY,
  RECORD,
  RECORDING,
  REPLAY,
  SAVE,
  SCENE,
  STDIO,
  TAKEOVER,
} from "./help-texts.ts";
import {
  CURVE_NAMES,
  type OptionSpec,
  parseCount,
  parseCurve,
  parseFadeTime,
  parseFresh,
  parseHealthOrder,
  parseKey,
  parseLead,
  parseListeningPort,
  parseMinutes,
  parseMoment,
  parseName,
  parsePriority,
  parseRate,
  parseReplayAs,
  parseSeconds,
  parseSpeed,
} from "./options.ts";

/** What runs a command; resolves with the exit code, 0 without one. */
export interface CommandModule {
  // Each module names its own options besides; what the table below declares is what it gets.
  run(session: Session, ...words: string[]): Promise<ExitCode | undefined>;
}

/** What a word of a command line means, for whoever completes it. */
export type WordKind =
  | "address"
  | "emitter"
  | "sensor"
  | "node"
  | "file"
  | "interface"
  | "shell"
  | "cue-action"
  | "scene-action"
  | "recording-action"
  | "broker-action"
  | "broker-kind"
  | "bridge-kind"
  | "scene";

/** What a command is about, where it is not parameters and wires: how the help calls it. */
export const GROUPS = { show: "Commands for shows:", network: "Commands for nodes and networks:" } as const;
type CommandGroup = keyof typeof GROUPS;

/** One command: its help and its options, and where its code is. It is loaded when it is used. */
export interface CommandSpec {
  readonly name: string;
  /** As the usage line shows them: `<must>`, `[may]`, `[many...]`. */
  readonly words: string;
  /** What each word means; the last also stands for all further ones. */
  readonly completes?: readonly WordKind[];
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly options?: readonly OptionSpec[];
  /** It runs until it is told to end: then an interruption is its proper end. Some commands do so with one of their options. */
  readonly lasting?: boolean | ((options: object) => boolean);
  /** It goes on when nobody reads its output any more: what it does matters more than what it tells. */
  readonly mute?: boolean;
  /** Where it stands in the help. */
  readonly group?: CommandGroup;
  /** Not in the help: other programs use it. */
  readonly hidden?: boolean;
  readonly load: () => Promise<unknown>;
}

/** Which part of a show file is meant, and what stands for what. */
const ONLY: OptionSpec = {
  flags: "--only <pattern>",
  help: "only these: an address, a glob or a node; may be given again",
  parse: parseName,
};
const PART: readonly OptionSpec[] = [
  ONLY,
  { flags: "--values", help: "only values" },
  { flags: "--wires", help: "only wires and where nodes stand" },
  { flags: "--exact", help: "also cut wires between nodes of the file that it does not have" },
  {
    flags: "--replace <old=new>",
    help: "the node (or parameter) new stands for old; may be given again",
    parse: parseName,
  },
  { flags: "--guess", help: "take also nodes that only look like those of the file" },
];

/** Which show is meant. */
const SHOW: OptionSpec = { flags: "--show <name>", help: "the show of this name, where there are several" };

/** Which part of a recording is meant. */
const RECORDED_PART: readonly OptionSpec[] = [
  { flags: "--from <time>", help: "from this moment of the recording: 80, 1:20, 1:02:03.5", parse: parseMoment },
  { flags: "--to <time>", help: "up to this moment", parse: parseMoment },
  { flags: "--only <pattern>", help: "only these parameters; may be given again", parse: parseName },
];

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "demo",
    words: "",
    summary: "play a small show on this machine: nodes that find each other, and cues",
    details:
      "An oscillator, a fader, two lamps and a cue list, wired together on loopback only: nothing leaves this machine.",
    examples: [
      ["zocp demo", "watch it until Ctrl-C"],
      ["zocp demo --seconds 10", "end by itself"],
    ],
    options: [{ flags: "--seconds <seconds>", help: "end after so many seconds", parse: parseSeconds }],
    lasting: true,
    load: () => import("../commands/demo.ts"),
  },
  {
    name: "ls",
    words: "[pattern]",
    completes: ["address"],
    summary: "list nodes and their parameters",
    details: `${PATTERN}\nExit code 1 when a pattern finds nothing.`,
    examples: [
      ["zocp ls", "everything on the network"],
      ['zocp ls "lamp*"', "the nodes whose name begins with lamp"],
      ["zocp ls level --json", "for another program"],
      ["zocp ls --links", "how many values went where"],
      ["zocp ls --owner lamp", "who holds each parameter, or moved it last"],
    ],
    options: [
      { flags: "--links", help: "show how the links of each emitter fare" },
      { flags: "--owner", help: "show who holds each parameter: a fade, an overlay, or what moved it last" },
    ],
    load: () => import("../commands/ls.ts"),
  },
  {
    name: "get",
    words: "<node/parameter>",
    completes: ["address"],
    summary: "print the value of a parameter, or of many",
    details: `${ADDRESS}\n${GLOB}\n\nA text is printed as it is; with --json every value is JSON (NaN and infinities, which JSON lacks, are null).`,
    examples: [
      ["zocp get lamp/level", ""],
      ['zocp get "stage left/title" --json', "the text with its quotes"],
      ['zocp get "lamp*/level"', "of every node whose name begins with lamp"],
    ],
    load: () => import("../commands/get.ts"),
  },
  {
    name: "set",
    words: "<node/parameter> <value...>",
    completes: ["address"],
    summary: "set a parameter, or many, and wait until their nodes confirm",
    details: `${ADDRESS}
${GLOB} "zocp get" with the same glob shows beforehand what would be set.

The type of the parameter says how the value is read. A number: 0.5 .5 0,5 50%, where a percentage is a share of the range
(of a percent parameter the value itself). A bool: on off, yes no, true false, 1 0. A vector: 1 2 3 or 1,2,3. A string takes
whatever is written. Anything else is JSON.

Prints the value that the parameter then has. Exit code 1 when a node refuses,
with its reason.

With --at every node begins at the same moment, by the clock that they share; a node that knows none is sent its value at that time.

With --over, --delay or --curve the node goes to the value in time, also when this command ends before that; it waits for the end,
and the exit code is 1 when somebody else took the parameter meanwhile. To a node that runs no fades the values are sent from here.`,
    examples: [
      ["zocp set lamp/level 0.5", ""],
      ["zocp set lamp/level 0.5 --over 3 --curve smooth", "in three seconds"],
      ['zocp set "*/level" 0 --at +0.5', "on all nodes at the same moment"],
      ["zocp set lamp/colour 1 0.2 0", "or 1,0.2,0"],
      ["zocp set desk/title Act two", ""],
      ['zocp set "*/level" 0', "every level of every node"],
      ["zocp set lamp/offset -- -Infinity", "-- before what looks like an option"],
    ],
    options: [
      { flags: "--over <seconds>", help: "go there in so many seconds", parse: parseFadeTime },
      { flags: "--delay <seconds>", help: "begin after so many seconds", parse: parseFadeTime },
      {
        flags: "--at <+seconds>",
        help: "begin so many seconds from now by the clock that nodes share, everywhere at the same time",
        parse: parseLead,
      },
      {
        flags: "--curve <name>",
        help: "linear, smooth, in, out, square (dimmers), exp (frequencies), or x1,y1,x2,y2 as in CSS",
        parse: parseCurve,
      },
    ],
    load: () => import("../commands/set.ts"),
  },
  {
    name: "clock",
    group: "network",
    words: "",
    summary: "show the clock that nodes share",
    details: `By how much the time of each node differs from that of this command, how sure that is (half of what the quickest question and answer leave
open), how long they took, how fast its machine's clock parts from the time of the show, and the node that it goes by. Whoever is asked keeps its
time in order for a while. Exit code 1 when there is no time that nodes share.`,
    examples: [
      ["zocp clock", ""],
      ["zocp clock --watch", "again every two seconds"],
      ["zocp clock --json", "milliseconds, and parts of a million"],
    ],
    options: [{ flags: "--watch", help: "again every two seconds, until Ctrl-C" }],
    lasting: (options) => "watch" in options,
    load: () => import("../commands/clock.ts"),
  },
  {
    name: "watch",
    words: "[pattern]",
    completes: ["address"],
    summary: "print what happens, as it happens",
    details: `${PATTERN}

Events: enter, exit, suspected (it does not answer), recovered, value (what a parameter was when its node was found),
modified, signal, registered, removed, subscribed, unsubscribed.

With --json one object a line: {"time","event","node","parameter","value",…}.`,
    examples: [
      ["zocp watch", "everything, until Ctrl-C"],
      ['zocp watch "lamp*" --json | jq .value', ""],
      ["zocp watch --stats", "how the links fare, once a second"],
      ["zocp watch --health", "nodes and links, the worst first, every two seconds"],
      ["zocp watch lamp/level --count 1 --json", "wait for one, for a script"],
    ],
    options: [
      { flags: "--stats", help: "print a line for each link once a second instead" },
      { flags: "--health", help: "print how all nodes and links are every two seconds, the worst first" },
      {
        flags: "--sort <what>",
        help: "with --health: links by rate, age, conflated, refused or trip; those in trouble come first (rate)",
        parse: parseHealthOrder,
      },
      { flags: "--seconds <seconds>", help: "end after so many seconds", parse: parseSeconds },
      {
        flags: "--count <lines>",
        help: "end after so many lines, with --health after so many looks",
        parse: parseCount,
      },
    ],
    lasting: true,
    load: () => import("../commands/watch.ts"),
  },
  {
    name: "monitor",
    words: "[pattern]",
    completes: ["address"],
    summary: "see and change everything on the terminal",
    details: MONITOR,
    examples: [
      ["zocp monitor", "until q"],
      ['zocp monitor "lamp*"', "only these"],
    ],
    lasting: true,
    load: () => import("../commands/monitor.ts"),
  },
  {
    name: "connect",
    words: "<emitter> <sensor>",
    completes: ["emitter", "sensor"],
    summary: "wire an emitter to a sensor of any two nodes",
    details: `${ADDRESS}\nThe two nodes keep the link; this command only makes it, and looks whether it is there. What is not said of a wire that is there stays as it is: its map, its rate. --plain takes all of that away.`,
    examples: [
      ["zocp connect desk/fader lamp/level", ""],
      ["zocp connect desk/fader wall/bar --rate 30", "at most 30 values a second, and always the last one"],
      ["zocp connect desk/cue log/line --every", "every single one, also when the log is slow"],
      ["zocp connect desk/fader lamp/level --priority 120", "it wins over other wires and over what is set"],
      ["zocp connect desk/fader lamp/level --mute", "the wire stays with its map, and carries nothing"],
      [
        "zocp connect desk/fader filter/cutoff --range 0,127,20,20000 --curve exp",
        "a map: stages in the order of the line",
      ],
      [
        "zocp connect desk/fader old/x --range 0,127,0,1 --via box",
        "through an operator of box: old is a node of pyZOCP, which knows no maps",
      ],
    ],
    options: [
      { flags: "--rate <hertz>", help: "at most so many values a second", parse: parseRate },
      { flags: "--every", help: "every value, also when the sensor's node is slow" },
      { flags: "--no-rate", help: "values as they come again, neither --rate nor --every" },
      {
        flags: "--priority <number>",
        help: "0 to 200, 100 without it: of several sources of a sensor those with the highest one count; 0: none of its values",
        parse: parsePriority,
      },
      {
        flags: "--fresh <seconds>",
        help: "drop values that waited longer for the sensor's node; 2 without it for events",
        parse: parseFresh,
      },
      { flags: "--range <a,b,c,d>", help: "from a…b to c…d, for instance 0,127,0,1", parse: parseStage("range") },
      {
        flags: "--learn <seconds>",
        help: "watch the emitter while you move it from end to end, and take that for --range",
        parse: parseSeconds,
      },
      { flags: "--clip <least,most>", help: "what is beyond becomes the bound", parse: parseStage("clip") },
      { flags: "--curve <curve>", help: `${CURVE_NAMES}, or x1,y1,x2,y2`, parse: parseStage("curve") },
      { flags: "--deadband <number>", help: "only what moves by more than that", parse: parseStage("deadband") },
      {
        flags: "--smooth <hertz,beta>",
        help: "calm a shaky sensor, for instance 1,0.007",
        parse: parseStage("smooth"),
      },
      { flags: "--lag <up,down>", help: "seconds in which it goes after the value", parse: parseStage("lag") },
      {
        flags: "--expr <expression>",
        help: 'a line of arithmetic with x, for instance "x^2"',
        parse: parseStage("expr"),
      },
      { flags: "--map <map>", help: 'stages: words as in "zocp map", JSON or a file of it', parse: parseMap },
      { flags: "--no-map", help: "without a map again" },
      { flags: "--pickup", help: "nothing until it comes past the value that the sensor has" },
      { flags: "--mute", help: "keep the wire and let nothing through" },
      { flags: "--no-mute", help: "let everything through again" },
      { flags: "--via <node>", help: "put an operator of that node between: for a sensor whose node knows no maps" },
      { flags: "--plain", help: "as a wire of which nothing was said, but for what is said here" },
    ],
    load: () => import("../commands/connect.ts"),
  },
  {
    name: "map",
    words: "<stages...>",
    completes: ["file"],
    summary: "try the map of a wire: what it makes of values",
    details: MAP,
    examples: [
      ["zocp map 'range 0 127 0 1 | curve square' --try 0,64,127", ""],
      ["zocp map 'threshold 0.3 0.7 | toggle'", "only whether it is right"],
    ],
    options: [{ flags: "--try <values>", help: "these values, one after the other, 0.1 s apart" }],
    load: () => import("../commands/map.ts"),
  },
  {
    name: "disconnect",
    words: "<emitter> <sensor>",
    completes: ["emitter", "sensor"],
    summary: "cut the wire between an emitter and a sensor",
    details: `${ADDRESS}
When one of the two nodes is not here, the other one keeps in mind that the wire was cut, and tells it when that node comes back.
Of a wire that goes through an operator ("zocp connect --via") both parts are cut, and the operator is taken away.
Exit code 1 when there is no such wire.`,
    examples: [["zocp disconnect desk/fader lamp/level", ""]],
    load: () => import("../commands/disconnect.ts"),
  },
  {
    name: "show",
    group: "show",
    words: "<FILE.json>",
    completes: ["file"],
    summary: "play a show: a node with a list of cues",
    details: PLAY,
    examples: [
      ["zocp show show.json", "until Ctrl-C"],
      ["zocp show show.json --load", "and make everything as the file says first"],
      ["zocp connect pedal/press show/go", "a pedal presses GO"],
      ["zocp show copy.json --understudy --auto", "on a second machine"],
    ],
    options: [
      { flags: "--name <name>", help: "what its node is called (default: show)" },
      { flags: "--locked", help: "nobody can edit it; it is played as ever" },
      {
        flags: "--accept <key>",
        help: "only the owner of this public key, or of the one in this file, may press and edit (may be given again)",
        parse: parseKey,
      },
      { flags: "--load", help: "make everything as the file says, now and for nodes that come later" },
      { flags: "--understudy", help: "stand ready for the show of this name that plays on another machine" },
      { flags: "--auto", help: "as the understudy: take over by itself when the show is lost" },
    ],
    lasting: true,
    mute: true,
    load: () => import("../commands/show.ts"),
  },
  {
    name: "go",
    group: "show",
    words: "[cue]",
    // Only the show knows its cues.
    completes: [],
    summary: "play the next cue of a show, or jump to one",
    details: GO,
    examples: [
      ["zocp go", ""],
      ["zocp go 1.5", "the look of cue 1.5, in its time"],
      ["zocp go --dry-run", "what would be sent, from where to where"],
    ],
    options: [
      SHOW,
      { flags: "--instant", help: "jump, and take no time" },
      { flags: "--dry-run", help: "show what would be sent, and do nothing" },
    ],
    load: () => import("../commands/go.ts"),
  },
  {
    name: "back",
    group: "show",
    words: "",
    summary: "take back the last GO of a show",
    details: "Goes to the look before it, in 3 seconds; the cue that is gone back from is the next one.",
    examples: [["zocp back", ""]],
    options: [SHOW],
    load: () => import("../commands/back.ts"),
  },
  {
    name: "pause",
    group: "show",
    words: "",
    summary: "hold what moves in a show",
    details: "Fades and waits stand still until the next GO, which goes on with them.",
    examples: [["zocp pause", "and zocp go"]],
    options: [SHOW],
    load: () => import("../commands/pause.ts"),
  },
  {
    name: "panic",
    group: "show",
    words: "",
    summary: "stop everything that fades on every node",
    details: `Fades and what waits stop where they are, also on locked nodes. Parameters that say so (panic) hold their value or go to their safe one, against
everything, until --release. Shows stop, too, send their scene panic, and refuse GO until then. It needs no node of a show. Whoever does not answer
is asked again, and whoever comes is asked, for 3 seconds. Exit code 1 when a node refuses or does not answer in that time.`,
    examples: [
      ["zocp panic", ""],
      ["zocp panic --release", "what was held is free again"],
    ],
    options: [{ flags: "--release", help: "let go of what a panic holds" }],
    load: () => import("../commands/panic.ts"),
  },
  {
    name: "takeover",
    group: "show",
    words: "[node]",
    completes: ["node"],
    summary: "let the understudy of a show go on in its place",
    details: TAKEOVER,
    examples: [
      ["zocp takeover", "the only understudy plays"],
      ["zocp takeover 1f3a4b5c", "of several, this one"],
    ],
    options: [SHOW],
    load: () => import("../commands/takeover.ts"),
  },
  {
    name: "rename",
    words: "<old> <new>",
    completes: ["node", "node"],
    summary: "move the links of a node to the name that it has now",
    details: `Links are kept by names. When a program or a file calls its node otherwise, nobody knows that it is the same one:
start the node under its new name, then use this command. What was cut stays cut.
Exit code 1 while a node of the old name is here, when nobody keeps a link of it, or when a node refuses.`,
    examples: [["zocp rename lamp lamp-left", "desk/fader drives lamp-left/level from now on"]],
    load: () => import("../commands/rename.ts"),
  },
  {
    name: "call",
    words: "<node> <method> [args...]",
    completes: ["node"],
    summary: "call a method of a node, and print its result",
    details: "Each argument is JSON; a bare word is a text. Nodes written for pyZOCP ignore calls.",
    examples: [["zocp call player goto 12", ""]],
    load: () => import("../commands/call.ts"),
  },
  {
    name: "node",
    group: "network",
    words: "<FILE.json>",
    completes: ["file"],
    summary: "run a node from its description",
    details: STDIO,
    examples: [
      ["zocp node lamp.json", "until Ctrl-C"],
      ["zocp node lamp.json --stdio", "with a program on its standard input and output"],
      ["zocp node lamp.json --locked", "with the wires of its description, and no others"],
      ["zocp node lamp.json --locked --let show", "and what the show plays"],
      [`tail -f log | sed -u 's/.*/{"emit":["line","&"]}/' | zocp node log.json --stdio`, "a shell script as a node"],
    ],
    options: [
      { flags: "--stdio", help: "JSON lines in from standard input, out to standard output" },
      { flags: "--locked", help: "nobody else can set, register or wire anything; its wires play on" },
      {
        flags: "--let <name>",
        help: "with --locked: lets the node of this name (with keys: of this public key or file) set and wire, such as the show; may be given again",
        parse: parseName,
      },
      {
        flags: "--accept <key>",
        help: "take changes only from the owner of this public key, or of the one in this file (may be given again)",
        parse: parseKey,
      },
    ],
    lasting: true,
    mute: true,
    load: () => import("../commands/node.ts"),
  },
  {
    name: "save",
    group: "show",
    words: "<FILE.json>",
    completes: ["file"],
    summary: "take what is patched and set into a show file",
    details: SAVE,
    examples: [
      ["zocp save show.json", "everything that is here"],
      ["zocp save show.json --only 'lamp*'", "the rest of the file stays as it is"],
    ],
    options: [
      ONLY,
      { flags: "--title <title>", help: "give the show a title" },
      { flags: "--driven", help: "also the values of sensors that a wire drives" },
      { flags: "--prune", help: "drop from the file what is not here" },
      { flags: "--no-stamp", help: "leave out when it was saved" },
    ],
    load: () => import("../commands/save.ts"),
  },
  {
    name: "load",
    group: "show",
    words: "<FILE.json>",
    completes: ["file"],
    summary: "make everything as a show file says",
    details: LOAD,
    examples: [
      ["zocp load show.json", "shows what is different, asks, and does it"],
      ["zocp load show.json --dry-run", "only shows"],
      ["zocp load show.json --replace cam@foyer=cam@stage", "another node stands for one that is not here"],
      ["zocp load show.json --stay", "and serves nodes that come later, until Ctrl-C"],
      ["zocp load network.zocp", "a file of the node editor of 2015"],
    ],
    options: [
      ...PART,
      { flags: "--yes", help: "do not ask" },
      { flags: "--dry-run", help: "show what would be done, and do nothing" },
      { flags: "--stay", help: "stay, and give nodes that come later their part" },
    ],
    lasting: (options) => "stay" in options && options.stay === true,
    load: () => import("../commands/load.ts"),
  },
  {
    name: "diff",
    group: "show",
    words: "<FILE.json>",
    completes: ["file"],
    summary: "print what is not as a show file says",
    details: DIFF,
    examples: [
      ["zocp diff show.json", ""],
      ["zocp diff show.json --json", "one object a line"],
    ],
    options: PART,
    load: () => import("../commands/diff.ts"),
  },
  {
    name: "cues",
    group: "show",
    words: "",
    summary: "see the cues of a show on the terminal, and press GO",
    details: CUES,
    examples: [
      ["zocp cues", "until q"],
      ["zocp cues --show harbour", "where there are several shows"],
      ["zocp cues --json", "one object a cue"],
    ],
    options: [SHOW, { flags: "--watch", help: "without a terminal: go on, and print what changes" }],
    // On a terminal it is a screen.
    lasting: (options) => "watch" in options || (process.stdout.isTTY === true && !("json" in options)),
    load: () => import("../commands/cues.ts"),
  },
  {
    name: "cue",
    group: "show",
    words: "<action> <cue> [patterns...]",
    completes: ["cue-action", "scene", "address"],
    summary: "record what is on stage into a cue of a show, or remove a cue",
    details: CUE,
    examples: [
      ["zocp cue record 1.5 --name Dusk --over 5", "what differs from the look of the cue in front of it"],
      ["zocp cue record 2 'lamp*' --note 'after the horn'", "only of these"],
      ["zocp cue rm 1.5", ""],
    ],
    options: [
      SHOW,
      { flags: "--name <name>", help: "what the cue is called" },
      { flags: "--note <text>", help: "what people read before they press GO" },
      { flags: "--over <seconds>", help: "how long its values take", parse: parseFadeTime },
      { flags: "--curve <name>", help: "how they go there, as of zocp set", parse: parseCurve },
      { flags: "--block", help: "the cue asserts its whole look, also what does not differ" },
    ],
    load: () => import("../commands/cue.ts"),
  },
  {
    name: "scene",
    group: "show",
    words: "<action> [name] [patterns...]",
    completes: ["scene-action", "scene", "address"],
    summary: "store, recall, list and remove the scenes of a show",
    details: SCENE,
    examples: [
      ["zocp scene store dusk", "everything that can be recalled, as it is now"],
      ["zocp scene store dusk 'lamp*' '*/gain' --over 3", "only these; they take three seconds when it is recalled"],
      ["zocp scene recall dusk --over 1", "in another time"],
      ["zocp scene ls", "and zocp scene rm dusk"],
    ],
    options: [SHOW, { flags: "--over <seconds>", help: "how long its values take", parse: parseFadeTime }],
    load: () => import("../commands/scene.ts"),
  },
  {
    name: "record",
    group: "show",
    words: "[patterns...]",
    completes: ["address"],
    summary: "record what happens, or hold the last minutes of it",
    details: RECORD,
    examples: [
      ["zocp record", "everything, until Ctrl-C"],
      ["zocp record 'lamp*' --output tonight.zrec.gz", "the values of these nodes, packed when it ends"],
      ["zocp record --every", "every single value"],
      ["zocp record --ring 10m --output box.zrec", "hold ten minutes; keep them at a panic, and when a node leaves"],
      ["zocp connect desk/button recorder/keep", "a button keeps them, too"],
    ],
    options: [
      { flags: "--output <FILE>", help: "the file, .zrec or .zrec.gz (recording-DATE-TIME.zrec.gz)" },
      { flags: "--rate <hertz>", help: "values a second of each parameter at most (50)", parse: parseRate },
      { flags: "--every", help: "every single value" },
      { flags: "--ring <minutes>", help: "hold only the last minutes: 10m, 2h", parse: parseMinutes },
      { flags: "--name <name>", help: "what its node is called (default: recorder)" },
      { flags: "--seconds <seconds>", help: "end after so many seconds", parse: parseSeconds },
    ],
    lasting: true,
    mute: true,
    load: () => import("../commands/record.ts"),
  },
  {
    name: "replay",
    group: "show",
    words: "<FILE.zrec>",
    completes: ["file"],
    summary: "play a recording: as the nodes that were recorded, or on those that are here",
    details: REPLAY,
    examples: [
      ["zocp replay tonight.zrec.gz", "the rig without the rig: nodes of the recorded names emit what was recorded"],
      ["zocp replay tonight.zrec.gz --from 1:20 --to 2:00 --loop", "forty seconds of it, again and again"],
      ["zocp replay tonight.zrec.gz --as sets --only 'lamp*'", "moves the lamps that are here"],
      ["zocp replay tonight.zrec.gz --as print --speed 100", "prints it"],
      ["zocp connect desk/wheel replay/position", "a wheel seeks in it"],
    ],
    options: [
      { flags: "--as <what>", help: "ghosts (nodes that emit it), sets, or print", parse: parseReplayAs },
      { flags: "--speed <times>", help: "how many times as fast: 0.1 to 100", parse: parseSpeed },
      { flags: "--loop", help: "begin anew at its end" },
      ...RECORDED_PART,
      { flags: "--name <name>", help: "what the node is called that plays (default: replay)" },
    ],
    lasting: true,
    mute: true,
    load: () => import("../commands/replay.ts"),
  },
  {
    name: "recording",
    group: "show",
    words: "<action> <FILE.zrec>",
    completes: ["recording-action", "file"],
    summary: "say what is in a recording, or write it as CSV or MCAP",
    details: RECORDING,
    examples: [
      ["zocp recording info tonight.zrec.gz", "how long, of whom, how much"],
      ["zocp recording export tonight.zrec.gz --output tonight.csv", "a row for each value"],
      ["zocp recording export tonight.zrec.gz --wide 25", "25 rows a second, a column for each parameter"],
      ["zocp recording export tonight.zrec.gz --mcap --output tonight.mcap", "for Foxglove"],
    ],
    options: [
      { flags: "--output <FILE>", help: "where it goes; standard output without it" },
      { flags: "--csv", help: "a row for each value: time, node, parameter, value (as without it)" },
      {
        flags: "--wide <hertz>",
        help: "CSV with so many rows a second, and a column for each parameter",
        parse: parseRate,
      },
      { flags: "--mcap", help: "MCAP; needs the package @mcap/core" },
      ...RECORDED_PART,
    ],
    load: () => import("../commands/recording.ts"),
  },
  {
    name: "keygen",
    group: "network",
    words: "<FILE>",
    completes: ["file"],
    summary: "make a key, and print its public half",
    details: `Copy the file to each machine of the show, and give it to every command and node: --key FILE, or ZOCP_KEY in the
environment. Only its holders can enter, and what they say to each other is encrypted. Only its owner may be able to
read the file (chmod 600); a file that exists is not overwritten.

Or a key for each machine: its public half goes into a file of a folder that every machine has, --keys FOLDER.`,
    examples: [
      ["zocp keygen show.key", "once"],
      ["zocp ls --key show.key", "on each machine that has the file"],
      ["zocp keygen desk.key > keys/desk.pub", "a key for each machine"],
    ],
    load: () => import("../commands/keygen.ts"),
  },
  {
    name: "broker",
    group: "network",
    words: "<action> [KIND|NODE] [FOLDER]",
    completes: ["broker-action", "broker-kind", "file"],
    summary: "write the configuration of a message broker, or say how it fares",
    details: `broker status says how long a message takes, how many nodes are there, and who of them is silent: its record is there,
and it gives no sign of life. Nobody is met for that; exit code 1 when somebody is silent. broker status NODE asks one
node how it fares with its peers: how many are suspected or take nothing more, what waits for them, what was sent again,
and why peers were lost.

broker config nats|mosquitto FOLDER writes what the broker is started with, and prints for each user how nodes
reach it, with a password that is shown only now. A user can send only as itself, and read only what is sent to it: so
nobody speaks in the name of another. Files that exist are not overwritten. Without TLS, which the files say how to
switch on, whoever is on the way reads everything.`,
    examples: [
      ["zocp broker config nats broker --user ada --user bob", "two users of NATS"],
      ["nats-server -c broker/nats.conf", "on the machine of the broker"],
      ["zocp broker config mosquitto broker --user house", "one user of MQTT"],
      ["zocp broker status --broker nats://10.0.1.5", "how the broker is, and who is silent"],
    ],
    options: [
      { flags: "--user <name>", help: "who may enter, of A-Z, a-z, 0-9, _ and -; may be repeated", parse: parseName },
    ],
    load: () => import("../commands/broker.ts"),
  },
  {
    name: "bridge",
    group: "network",
    words: "<kind|file>",
    completes: ["bridge-kind"],
    summary: "join nodes with another network or protocol",
    details: BRIDGE,
    examples: [
      ["zocp bridge mesh --broker nats://10.0.1.5 --share 'lamp*' --import 'desk*'", "until Ctrl-C"],
      ["zocp bridge mesh --broker nats://10.0.1.5 --share '*'", "everything here is on the broker, and nothing comes"],
      ["zocp bridge osc --listen 9000 --auto", "what arrives by OSC becomes parameters of the node osc"],
      ["zocp bridge osc --listen 9000 --send 10.0.0.5:8000 --export 'lamp*/*' --write", "lamps by OSC, both ways"],
      [
        "zocp bridge dmx --output artnet:1@10.0.0.5 --fixture 'par1=1/1 dimmer red green blue'",
        "a lamp, as dmx/par1.dimmer and dmx/par1.color",
      ],
      ["zocp bridge dmx --input sacn:1 --channels 1/1-8", "eight faders of a desk"],
      ["zocp bridge mqtt --server mqtt://10.0.0.5 --export 'lamp*/*' --write", "lamps as topics of a house"],
      ["zocp bridge say --voice en --export 'desk/cue=text'", "what desk/cue is set to is spoken"],
      ["zocp bridge mpv --folder clips", "a video player: mpv/file, mpv/pause, mpv/seek, mpv/end"],
      ["zocp bridge exec --allow-exec --run 'blackout=./blackout.sh --now'", "exec/blackout.run starts it"],
      ["zocp bridge show.json", "the bridges that a file describes"],
    ],
    options: BRIDGE_OPTIONS,
    lasting: true,
    mute: true,
    load: () => import("../commands/bridge.ts"),
  },
  {
    name: "composer",
    group: "network",
    words: "",
    summary: "see and patch everything in a web browser",
    details: COMPOSER,
    examples: [
      ["zocp composer --demo --open", "with a small show to play with"],
      ["zocp composer --host 192.168.1.5", "for tablets and phones too"],
      ["zocp composer --serve pages", "with your own pages, which are nodes"],
    ],
    options: [
      {
        flags: "--host <address>",
        help: "address to listen on, also for phones, which open the QR code (127.0.0.1: only for this machine)",
      },
      {
        flags: "--http-port <number>",
        help: "TCP port to listen on (8470, or one of the next ten; 0: any)",
        parse: parseListeningPort,
      },
      { flags: "--rate <hertz>", help: "how often a page is told new values at most (30)", parse: parseRate },
      { flags: "--demo", help: "run the nodes of zocp demo, on loopback only" },
      {
        flags: "--allow-name <name>",
        help: "answer to this name too: desk.example.org, *.fritz.box; may be repeated",
        parse: parseName,
      },
      { flags: "--trust-proxy", help: "a reverse proxy stands in front: believe its X-Forwarded-Prefix and -Proto" },
      { flags: "--read-only", help: "nobody may change anything" },
      { flags: "--open", help: "open the link in the browser of this machine" },
      { flags: "--serve <folder>", help: "serve your own pages at /show/" },
      { flags: "--seconds <seconds>", help: "end after so many seconds", parse: parseSeconds },
    ],
    lasting: true,
    mute: true,
    load: () => import("../commands/composer.ts"),
  },
  {
    name: "hub",
    group: "network",
    words: "",
    summary: "let nodes find each other that hear no beacons of each other",
    details: HUB,
    examples: [
      ["zocp hub", "on a machine that all others reach, until Ctrl-C"],
      ["zocp ls --gossip tcp://10.0.1.5:5670", "on the others, or ZOCP_GOSSIP for all commands"],
      ["zocp hub --gossip tcp://10.0.2.5:5670", "share what it knows with another hub"],
    ],
    options: [
      {
        flags: "--linger <seconds>",
        help: "how long a node that is cut off is still told of (10)",
        parse: parseSeconds,
      },
    ],
    lasting: true,
    mute: true,
    load: () => import("../commands/hub.ts"),
  },
  {
    name: "doctor",
    group: "network",
    words: "",
    summary: "find out why nodes do not see each other",
    details:
      "Looks at the interfaces, the beacon port, broadcasts, and who is heard where. Exit code 0 when a node of another machine was met and nothing is wrong, else 1. With --broker: whether that can be reached, what its user may, and who is there.",
    examples: [
      ["zocp doctor", ""],
      ["zocp doctor --broker nats://10.0.1.5", "look at a message broker"],
      ["zocp doctor --wait 10", "listen longer than 3 s"],
    ],
    load: () => import("../commands/doctor.ts"),
  },
  {
    name: "conform",
    group: "network",
    words: "[command...]",
    completes: ["file"],
    summary: "judge an implementation of ZOCP in any language",
    details: CONFORM,
    examples: [
      ["zocp conform -- ./my-node", "start it for every case, on loopback"],
      ["zocp conform --only zre -- python3 my_node.py", "one level: zmtp, zre, zocp, extensions or robustness"],
      ["zocp conform --only zre-goodbye -- ./my-node", "one case"],
      ["zocp conform --wire tcp://127.0.0.1:49152", "a node that runs, as far as that is seen from outside"],
      ["zocp conform --list", "every case with what it wants"],
    ],
    options: [
      { flags: "--only <case>", help: "only these: a level, a case or a glob; may be given again", parse: parseName },
      { flags: "--slow", help: "also the cases that take up to 45 s" },
      { flags: "--jobs <count>", help: "so many cases side by side (3)", parse: parseCount },
      { flags: "--wire <endpoint>", help: "a node of this machine that runs already, by its address" },
      { flags: "--list", help: "print the cases and end" },
    ],
    load: () => import("../commands/conform.ts"),
  },
  {
    name: "completion",
    group: "network",
    words: "<shell>",
    completes: ["shell"],
    summary: "print what lets bash, zsh, fish or PowerShell complete zocp",
    details: "Commands, options, and the names of the nodes and parameters that are on the network at that moment.",
    examples: [
      ["source <(zocp completion bash)", "in ~/.bashrc; the same with zsh in ~/.zshrc"],
      ["zocp completion fish > ~/.config/fish/completions/zocp.fish", ""],
      ["zocp completion powershell | Out-String | Invoke-Expression", "in $PROFILE"],
    ],
    load: () => import("../commands/completion.ts"),
  },
  {
    name: "complete",
    words: "[words...]",
    summary: "print what may stand where the cursor is",
    examples: [["zocp complete -- set lamp/", ""]],
    hidden: true,
    load: () => import("../commands/complete.ts"),
  },
];
