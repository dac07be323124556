// What the help of a command says at length, and what several of them say.

export const ADDRESS = `An address is node/parameter. The node is its name, its id, or four or more digits that begin its id.
A name that holds a slash is quoted: \\"stage/left\\"/level in most shells.`;

export const PATTERN = `A pattern with * or ? is a glob over node/parameter ("lamp*", "*/level"). Any other pattern is a part of
node/parameter ("level"). Upper and lower case are the same.`;

export const GLOB = "An address with * or ? is a glob and means every parameter that fits: put it in quotes.";

export const STDIO = `FILE.json describes the node:
  {
    "name": "lamp",
    "parameters": {
      "level": {"type": "float", "value": 0, "access": "rws", "min": 0,
                "max": 1, "step": 0.01, "description": "brightness", "unit": ""}
    },
    "connect": [["desk/fader", "level"]]
  }
Types: int float percent bool string vec2f vec3f vec4f (and vecNf). Access: r readable, w writable, e emitter, s sensor.
"connect" makes links and keeps them: they return when the other node does. Either end may be a parameter of this node.
"operators" makes small calculators: {"dim": {"operator": "multiply", "factor": 0.5}} has dim.in, dim.factor and dim.out.

With --stdio everything that happens is one JSON object a line on standard output:
  {"event":"ready",…}  and so  enter  described  exit  suspected  recovered
  modified  subscribed  unsubscribed  linked  unlinked  refused  dropped
  {"event":"signal","parameter":"level","value":0.5,"from":"desk/fader"}
  {"event":"set",…,"from":"desk"}
  {"event":"edited","action":"connect","emitter":"desk/fader",
   "sensor":"lamp/level","by":"patch","at":…}
and one JSON object a line is read from standard input:
  {"emit":["name",value]}           {"set":["peer/param",value]}
  {"connect":["a/x","b/y"]}         {"disconnect":["a/x","b/y"]}
  {"register":{"name":{"type":…}}}  {"remove":"name"}
  {"call":["peer","method",[args]]} {"lock":"reason"}   {"unlock":null}
An "id" beside the command comes back with its answer: {"event":"done"|"result"|"error", …}. A wrong line is answered by
{"event":"error","message":…} and does no harm. Numbers that JSON lacks (NaN) are printed as null.

When standard input ends (a pipe, a file, Ctrl-D) the node finishes what it was told, stays at least as long as --wait
(2 s) so that others can find it and take its values, says goodbye and ends. An input from /dev/null, as services have it,
does not end it, and neither does one that cannot be read. When nobody reads its output any more, it says goodbye and ends
too; without --stdio it goes on.`;

export const COMPOSER = `Prints a link. Every page that is opened becomes a node of its own, which other nodes see.
Without --host only this machine can reach it, and needs no token. With --host the link holds a random token; beside it
stands a link for those who may only look. Links of dashboards permit values and cues, and nothing else.
0.0.0.0 listens on every address.
With --serve the files of a folder are pages that can be nodes; see examples/web.`;

export const BRIDGE = `mesh: nodes of this network whose names fit --share are on the message broker of --broker too, and nodes of the broker whose names
fit --import are here: under the same name and id, nodes of pyZOCP too. A link goes by name between those that cross. Commands as
zocp ls see them on either side. Of several bridges between the same two one carries the nodes; the others stand by, and one
of them takes over when it is gone.
Prints a line when a node crosses or no longer does, and why one is refused; with --json one object a line.
osc: with --auto, addresses that speak become parameters of the node osc, which can be wired, locked and recorded like any others; what
moves them here goes to --send. With --export, parameters of other nodes are sent, and with --write they are set by what comes. A value
never goes back to whom it came from. --print writes the file that the options mean; a file can do more: names, ranges, types, soft
takeover, safe values (docs/guide/bridges.md). zocp call osc bridge.learn lamp/level binds the next control that is moved.
dmx: --output and --input say which universes go out and come in, and to whom: sacn:1-4 to the groups of sACN, artnet:1@10.0.0.5 to one device,
artnet:1 to the devices that say they take it. With --fixture and --channels lamps and levels are parameters of the node dmx; with --auto every
channel that moves is one (docs/guide/dmx.md). Where this machine is in several networks, --interface says in which the lamps are.
mqtt: --export tells parameters to a server of MQTT 5, as zocp/SHOW/NODE/PARAMETER; what comes to .../set sets them with --write. --topic
makes a topic a parameter, --auto every device that describes itself (docs/guide/mqtt.md).
exec, file, say, mpv, clock: programs, files, speech, a video player and the time of day are parameters of a node (docs/guide/processes.md).
FILE describes one bridge, or a list of them. On a terminal you see what is mapped and what it is; elsewhere a line for each event.`;

export const HUB = `Nodes that are started with --gossip and its address tell it where they are, and learn of all others; what they then
say to each other does not pass through it. Without it they go on with those that they know, and they find it again when it
is back. --port is its TCP port (env ZOCP_PORT; 5670). Nodes of zyre can use it too, and the other way round.
Prints a line when a node came or went; with --json one object a line. Hubs that share with each other stand in a chain or a
tree, never in a ring.`;

export const CONFORM = `For people who write a node in another language. The command is started anew for every case, on loopback and a beacon port of its own
(ZOCP_NAME, ZOCP_INTERFACE, ZOCP_PORT), and is told what to do by lines on its standard input: docs/protocol/conformance.md says which. Its
peers are played octet by octet, well-behaved and hostile ones. Prints TAP, with --json one object a case. Exit code 1 when a case failed.`;

export const MONITOR = `${PATTERN}

A list that is live: the arrows select, Enter writes a value, left and right step, Space switches a bool, w makes a wire and x
cuts one, / filters, ? shows all keys, q ends. It drives nothing. It needs a terminal of 60 columns or more, also over ssh.`;

export const CUES = `A screen for the dark: which cue is on stage, how long it still takes, what is next, who is missing, what was refused or taken by hand.
Space is GO, b BACK, p PAUSE, g GOTO, ! twice PANIC, r releases it, ? shows all keys, q ends the screen; the show goes on. It needs a terminal of 60
columns or more, also over ssh. Without a terminal the list is printed. Exit code 1 when no show is here, or several and none was chosen.`;

export const CUE = `The actions are record and rm. The show asks every node what it is, and keeps what differs from the look of the cue in front, so that later
changes there go through. A cue that is not there yet is placed by its number; what one has of other parameters stays. A pattern is an address, a
glob or a node. Nothing moves by that. Exit code 1 when the show refuses, with its reason, or when no show is here, or several and none was chosen.`;

export const MAP = `A map is what happens to values on a wire: stages between bars, each a name and what it is given. Beside a name may stand more:
range 0 127 0 1 clip=true. JSON, or a file of it, is taken as well. zocp connect makes a wire with a map: --map, --range, --curve ….
Exit code 2 when the map is wrong, with the stage and what was expected.`;

export const SCENE = `The actions are store, recall, ls and rm. The show does it and keeps the scene in its file. A pattern is an address, a glob or a node; without
one everything is stored that a show file would keep, and all of a scene is recalled. Exit code 1 when the show refuses, with its reason, or when no
show is here, or several and none was chosen.`;

export const SAVE = `Asks every node what it is now, and writes it into the file: wires with their options, where nodes stand, and the values of
parameters that can be set (w), are no events, are not driven by a wire, and are not kept apart ("safe" in the file, or by
their owner). What is in the file and not here now stays in it: absent nodes, scenes, cues. The file is written whole or not
at all; the last ten versions stay beside it as FILE.json~1 and so on. Exit code 1 when a node did not answer, or two share a name.`;

export const LOAD = `Shows first what is different, asks where somebody sits at a terminal, and then does it: values of emitters, wires, the other
values. Without --exact nothing is taken away. A node of the file is the one of that name, the one that --replace names, or
the one that fits "match" in the file. Wires to a node that is away are kept by their other end; its values it gets with
--stay, once, as soon as it comes. Exit code 1 when something is missing or was refused, 2 when the file is wrong: then
nothing is sent.`;

export const PLAY = `FILE.json need not be there yet: cues and scenes are then recorded into it. The show is a node like any other: links and other nodes
press its parameters go, back, pause, panic, goto and reassert; cue, next, progress, missing and others tell where it is.
It sends nothing at its start, but goes on where it was: the place is kept beside the file, in FILE.json.position. Nodes that
come get the look of the cue on stage. With --load everything becomes as the file says, now and for nodes that come later.
With --locked nobody edits it; whoever may press goes on playing. Edits are written to the file at once.

With --understudy it follows the show of that name on another machine, keeps it in FILE.json, and says so when the show is gone: "zocp takeover" lets it
play. With --auto it does by itself, unless somebody ended the show. A show that is started where one of its name plays becomes its understudy.`;

export const TAKEOVER = `The show that plays becomes the understudy; one that is gone need not be there. Taking over sends nothing: fades run on where they are, what
was waited for is waited for, and links to the show find it by its name. Where people have played two shows of one name in a network that fell apart, neither
follows by itself until NODE says which goes on, by its name or its id ("zocp ls" tells them).`;

export const GO = `Without CUE: plays the next cue; paused, it goes on. The show refuses a press when another one was faster, or when it comes
out of an outage. With CUE (its number or id): jumps to the whole look of it, without its calls and events.
Exit code 1 when the show refuses, or none is here.`;

export const DIFF = `~ is otherwise   + is not there   - is not in the file   ! cannot be   ? is not here
Exit code 0 when everything is as the file says, 1 when not, 2 when the file is wrong.`;

export const RECORD = `A pattern is a part of an address, or a glob; without one everything is recorded. The file is text, one line for each value, and is there to the last
tenth of a second also after a power cut or a full disk: then it goes on as soon as it can. A name that ends in .gz is packed at the end. A file that is
there already is not overwritten. "zocp replay" plays it, "zocp recording" looks at it.

The recorder is a node, and its parameters can be wired: recording pauses and goes on, keep marks a moment; rate says how many values a second it adds
to the network, lost how many are missing. Values of a parameter come 50 times a second at most, unless --rate or --every says otherwise.

With --ring only the last minutes are held, in a folder beside FILE, at most 1 GiB. They go into a file FILE-DATE-TIME-REASON at a panic, when a node leaves, when keep is
pressed, and at the signal SIGUSR2. What a power cut left is kept at the next start.

Exit code 1 when something could not be written at the end.`;

export const REPLAY = `As ghosts (what it does by itself) it starts a node for each that was recorded, with its name and parameters, and lets it emit what was recorded. A name that
is here is left out; a ghost leaves when a real node of its name comes. No show file keeps them.

As sets it moves the parameters of nodes that are here, with the tag replay and a priority below that of hands and cues: no events, nothing that its owner
keeps from recall, no sensor whose emitter is played. What somebody else moves is left alone until the loop begins anew.

It is a node, and its parameters can be wired: play, position (in seconds), speed, loop. Exit code 2 when the file is wrong, with its line; one that was
cut off is played to its last whole line.`;

export const RECORDING = `The actions are info and export. A part of it, and some of its parameters, are chosen with --from, --to and --only. A file that is there already is not
overwritten. Exit code 2 when the recording is wrong, with its line.`;
