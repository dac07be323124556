import type { ExitCode } from "./failure.ts";
import { parseKey, parseListeningPort, parseRate, parseSeconds } from "./options.ts";
import type { Session } from "./session.ts";

/** What runs a command; resolves with the exit code, 0 without one. */
export interface CommandModule {
  // Each module names its own options besides; what the table below declares is what it gets.
  run(session: Session, ...words: string[]): Promise<ExitCode | undefined>;
}

/** One command: its help and its options, and where its code is. It is loaded when it is used. */
export interface CommandSpec {
  readonly name: string;
  /** As the usage line shows them: `<must>`, `[may]`, `[many...]`. */
  readonly words: string;
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly options?: readonly OptionSpec[];
  /** It runs until it is told to end: then an interruption is its proper end. */
  readonly lasting?: boolean;
  readonly load: () => Promise<unknown>;
}

interface OptionSpec {
  readonly flags: string;
  readonly help: string;
  /** `before`: what it was, when it is given more than once. */
  readonly parse?: (text: string, before?: unknown) => unknown;
}

const ADDRESS = `An address is node/parameter. The node is its name, its id, or four or more digits that begin its id.
A name that holds a slash is quoted: '"stage/left"/level'.`;

const PATTERN = `A pattern with * or ? is a glob over node/parameter ("lamp*", "*/level"); without them it is a part of it
("level"). Upper and lower case are the same.`;

const STDIO = `FILE.json describes the node:
  {
    "name": "lamp",
    "parameters": {
      "level": {"type": "float", "value": 0, "access": "rws", "min": 0, "max": 1, "step": 0.01,
                "description": "brightness", "unit": ""}
    },
    "connect": [["desk/fader", "level"]]
  }
Types: int float percent bool string vec2f vec3f vec4f (and vecNf). Access: r readable, w writable, e emitter, s sensor.
"connect" makes links and keeps them: they return when the other node does. Either end may be a parameter of this node.

With --stdio everything that happens is one JSON object a line on standard output:
  {"event":"ready",…}  enter  described  exit  suspected  recovered  modified  subscribed  unsubscribed  linked
  unlinked  refused  dropped
  {"event":"signal","parameter":"level","value":0.5,"from":"desk/fader"}   {"event":"set",…,"from":"desk"}
  {"event":"edited","action":"connect","emitter":"desk/fader","sensor":"lamp/level","by":"patch","at":…}
and one JSON object a line is read from standard input:
  {"emit":["name",value]}         {"set":["peer/param",value]}      {"call":["peer","method",[args]]}
  {"connect":["a/x","b/y"]}       {"disconnect":["a/x","b/y"]}
  {"register":{"name":{"type":…}}}   {"remove":"name"}        {"lock":"reason"}   {"unlock":null}
An "id" beside the command comes back with its answer: {"event":"done"|"result"|"error", …}. A wrong line is answered by
{"event":"error","message":…} and does no harm. Numbers that JSON lacks (NaN) are printed as null.

When standard input ends (a pipe, a file, Ctrl-D) the node finishes what it was told, stays at least as long as --wait
(2 s) so that others can find it and take its values, says goodbye and ends. An input from /dev/null, as services have it,
does not end it. When nobody reads its output any more, it says goodbye and ends too.`;

const COMPOSER = `Prints a link. Every page that is opened becomes a node of its own, which other nodes see.
Without --host only this machine can reach it, and needs no token. With --host the link holds a random token; beside it
stands a link for those who may only look. 0.0.0.0 listens on every address.
With --serve the files of a folder are pages that can be nodes; see examples/web.`;

const HUB = `Nodes that are started with --gossip and its address tell it where they are, and learn of all others; what they then
say to each other does not pass through it. Without it they go on with those that they know, and they find it again when it
is back. --port is its TCP port (env ZOCP_PORT; 5670). Nodes of zyre can use it too, and the other way round.
Prints a line when a node came or went; with --json one object a line. Hubs that share with each other stand in a chain or a
tree, never in a ring.`;

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "demo",
    words: "",
    summary: "show four nodes that find each other on this machine",
    details: "An oscillator, a fader and two lamps, wired together on loopback only: nothing leaves this machine.",
    examples: [
      ["zocp demo", "watch it until Ctrl-C"],
      ["zocp demo --seconds 10", "end by itself"],
    ],
    options: [{ flags: "--seconds <seconds>", help: "end after so many seconds", parse: parseSeconds }],
    lasting: true,
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "ls",
    words: "[pattern]",
    summary: "list nodes and their parameters",
    details: `${PATTERN}\nExit code 1 when a pattern finds nothing.`,
    examples: [
      ["zocp ls", "everything on the network"],
      ["zocp ls 'lamp*'", "the nodes whose name begins with lamp"],
      ["zocp ls level --json", "for another program"],
      ["zocp ls --links", "how many values went where"],
    ],
    options: [{ flags: "--links", help: "show how the links of each emitter fare" }],
    load: () => import("./commands/ls.ts"),
  },
  {
    name: "get",
    words: "<node/parameter>",
    summary: "print the value of a parameter",
    details: `${ADDRESS}\nA text is printed as it is; with --json every value is JSON (NaN and infinities, which JSON lacks, are null).`,
    examples: [
      ["zocp get lamp/level", ""],
      ["zocp get 'stage left/title' --json", "the text with its quotes"],
    ],
    load: () => import("./commands/get.ts"),
  },
  {
    name: "set",
    words: "<node/parameter> <value>",
    summary: "set a parameter, and wait until its node confirms",
    details: `${ADDRESS}
The value is JSON; a bare word is a text. A text parameter takes whatever is written. A vector may be written 1,2,3 and a
switch on or off. Prints the value that the parameter then has. Exit code 1 when the node refuses, with its reason.`,
    examples: [
      ["zocp set lamp/level 0.5", ""],
      ["zocp set lamp/colour '[1, 0.2, 0]'", "or 1,0.2,0"],
      ["zocp set desk/title 'Act two'", ""],
      ["zocp set lamp/offset -- -Infinity", "-- before what looks like an option"],
    ],
    load: () => import("./commands/set.ts"),
  },
  {
    name: "watch",
    words: "[pattern]",
    summary: "print what happens, as it happens",
    details: `${PATTERN}
Events: enter, exit, suspected (it does not answer), recovered, value (what a parameter was when its node was found),
modified, signal, registered, removed, subscribed, unsubscribed. With --json one object a line: {"time","event","node","parameter","value",…}.`,
    examples: [
      ["zocp watch", "everything, until Ctrl-C"],
      ["zocp watch 'lamp*' --json | jq .value", ""],
      ["zocp watch --stats", "how the links fare, once a second"],
    ],
    options: [{ flags: "--stats", help: "print a line for each link once a second instead" }],
    lasting: true,
    load: () => import("./commands/watch.ts"),
  },
  {
    name: "connect",
    words: "<emitter> <sensor>",
    summary: "wire an emitter to a sensor of any two nodes",
    details: `${ADDRESS}\nThe two nodes keep the link; this command only makes it, and looks whether it is there.`,
    examples: [
      ["zocp connect desk/fader lamp/level", ""],
      ["zocp connect desk/fader wall/bar --rate 30", "at most 30 values a second, and always the last one"],
      ["zocp connect desk/cue log/line --every", "every single one, also when the log is slow"],
    ],
    options: [
      { flags: "--rate <hertz>", help: "at most so many values a second", parse: parseRate },
      { flags: "--every", help: "every value, also when the sensor's node is slow" },
    ],
    load: () => import("./commands/connect.ts"),
  },
  {
    name: "disconnect",
    words: "<emitter> <sensor>",
    summary: "cut the wire between an emitter and a sensor",
    details: `${ADDRESS}\nExit code 1 when there is no such wire.`,
    examples: [["zocp disconnect desk/fader lamp/level", ""]],
    load: () => import("./commands/disconnect.ts"),
  },
  {
    name: "call",
    words: "<node> <method> [args...]",
    summary: "call a method of a node, and print its result",
    details: "Each argument is JSON; a bare word is a text. Nodes written for pyZOCP ignore calls.",
    examples: [["zocp call player goto 12", ""]],
    load: () => import("./commands/call.ts"),
  },
  {
    name: "node",
    words: "<FILE.json>",
    summary: "run a node from its description",
    details: STDIO,
    examples: [
      ["zocp node lamp.json", "until Ctrl-C"],
      ["zocp node lamp.json --stdio", "with a program on its standard input and output"],
      ["zocp node lamp.json --locked", "with the wires of its description, and no others"],
      [`tail -f log | sed -u 's/.*/{"emit":["line","&"]}/' | zocp node log.json --stdio`, "a shell script as a node"],
    ],
    options: [
      { flags: "--stdio", help: "JSON lines in from standard input, out to standard output" },
      { flags: "--locked", help: "nobody else can set, register or wire anything; its wires play on" },
      {
        flags: "--accept <key>",
        help: "take changes only from the owner of this public key (may be given again)",
        parse: parseKey,
      },
    ],
    lasting: true,
    load: () => import("./commands/node.ts"),
  },
  {
    name: "keygen",
    words: "<FILE>",
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
    load: () => import("./commands/keygen.ts"),
  },
  {
    name: "composer",
    words: "",
    summary: "see and patch everything in a web browser",
    details: COMPOSER,
    examples: [
      ["zocp composer --demo --open", "with four nodes to play with"],
      ["zocp composer --host 192.168.1.5", "for tablets and phones too"],
      ["zocp composer --serve pages", "with your own pages, which are nodes"],
    ],
    options: [
      { flags: "--host <address>", help: "address to listen on (127.0.0.1: only for this machine)" },
      { flags: "--http-port <number>", help: "TCP port to listen on (8470; 0: any)", parse: parseListeningPort },
      { flags: "--rate <hertz>", help: "how often a page is told new values at most (30)", parse: parseRate },
      { flags: "--demo", help: "run the nodes of zocp demo, on loopback only" },
      { flags: "--read-only", help: "nobody may change anything" },
      { flags: "--open", help: "open the link in the browser of this machine" },
      { flags: "--serve <folder>", help: "serve your own pages at /show/" },
      { flags: "--seconds <seconds>", help: "end after so many seconds", parse: parseSeconds },
    ],
    lasting: true,
    load: () => import("./commands/composer.ts"),
  },
  {
    name: "hub",
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
    load: () => import("./commands/hub.ts"),
  },
  {
    name: "doctor",
    words: "",
    summary: "find out why nodes do not see each other",
    details:
      "Looks at the interfaces, the beacon port, broadcasts, and who is heard. Exit code 1 when something is wrong.",
    examples: [
      ["zocp doctor", ""],
      ["zocp doctor --wait 10", "listen longer than 3 s"],
    ],
    load: () => import("./commands/doctor.ts"),
  },
];
