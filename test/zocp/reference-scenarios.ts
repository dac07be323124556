import { readPython } from "./python-json.ts";
import { tuple } from "./python-values.ts";
import {
  type Action,
  all,
  emit,
  forget,
  get,
  nothing,
  raises,
  raw,
  set,
  subscribe,
  unsubscribe,
} from "./reference-actions.ts";

/** What was done by hand in one recorded scenario: the start of each step's title, and its action. */
export interface Scenario {
  readonly name: string;
  readonly begin: Action;
  readonly steps: Readonly<Record<string, Action>>;
}

/** The action of a step. A title that begins with RAW is its own. */
export function actionOf({ steps }: Scenario, title: string): Action {
  if (title.startsWith(RAW)) return raw(RAW_BYTES[title.slice(RAW.length)] ?? title.slice(RAW.length));
  const goesOn = (start: string): boolean => /^\w/.test(title.slice(start.length));
  const action = Object.entries(steps).find(([start]) => title.startsWith(start) && !goesOn(start))?.[1];
  if (action === undefined) throw new Error(`no action for the step "${title}"`);
  return action;
}

const p1: Scenario = {
  name: "p1",
  begin: nothing,
  steps: {
    "create A": ({ A, B }) => {
      A.register("emit", 1, "flt", "rwe");
      A.register("n", 10n, "int", "rw", { min: -10n, max: 10n, step: 1n });
      A.register("zero", 0.5, "flt", "rw", { min: 0n, max: 1n });
      A.register("v", tuple(0, 1n), "vec2f", "rwes");
      A.register("s", "héllo 😀", "string", "re");
      B.register("sens", 0, "flt", "rws");
    },

    "start, discovery": ({ A, B }) => {
      A.handleEnter(B.id);
      B.handleEnter(A.id);
    },

    "B.signal_subscribe": subscribe("B", "A/emit B/sens"),
    "A.emit_signal(emit, 2.5)": emit(2.5),
    "A.emit_signal(emit, 2.5) again": emit(2.5),
    "B.peer_set(A, {emit:{value:3}})": set("B", "A", '{"emit": {"value": 3}}'),
    "B second SUB same": subscribe("B", "A/emit B/sens"),
    "B.signal_unsubscribe": unsubscribe("B", "A/emit B/sens"),
    "A.emit after unsubscribing": emit(2.5),
    "NaN, Inf values": all(
      subscribe("B", "A/emit B/sens"),
      ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e22, 0.1 + 0.2, 1e-7].map((v) => emit(v)),
    ),

    "register at runtime": ({ A }) => A.register("late", 5n, "int", "rwe"),
    "exit A.stop()": ({ A, B }) => B.handleExit(A.id),
  },
};

const p2: Scenario = {
  name: "p2",
  begin: (transport) => {
    transport.A.register("emit", 1, "flt", "rwe");
    transport.B.register("sens", 0, "flt", "rws");
    transport.B.register("thru", 0, "flt", "rwes");
    transport.C.register("sink", 0, "flt", "rws");
    transport.meet();
  },
  steps: {
    S1: subscribe("A", "A/emit B/sens"),
    S1b: emit(4),
    S1c: unsubscribe("A", "A/emit B/sens"),
    S2: subscribe("C", "A/emit B/sens"),
    S2b: emit(5),
    S2c: unsubscribe("C", "A/emit B/sens"),
    S3: all(subscribe("B", "A/emit B/thru"), subscribe("C", "B/thru C/sink")),
    S3b: emit(6),
    S3c: emit(6),
    S4: set("C", "B", '{"thru": {"value": 7}}'),
    S4b: set("A", "B", '{"thru": {"value": 8}}'),
    S4c: set("A", "B", '{"thru": {"value": 9}, "sens": {"value": 1}}'),
    S4d: set("A", "B", '{"thru": {"value": 10, "max": 20}}'),
    S5: subscribe("C", "A/ C/"),
    S5b: emit(11),
    S5c: ({ A }) => A.register("late", false, "bool", "rw"),
    S5d: set("B", "A", '{"emit": {"value": 12}}'),
    S5e: unsubscribe("C", "A/ C/"),
    S6: subscribe("C", "A/emit C/"),
    S6b: emit(13),
    S6c: unsubscribe("C", "A/emit C/"),
    S6d: emit(14),
  },
};

const p3: Scenario = {
  name: "p3",
  begin: (transport) => {
    transport.A.register("emit", 1, "flt", "rwe");
    transport.A.register("two", 2, "flt", "rwe");
    transport.A.register("ro", 2, "flt", "r");
    transport.B.register("sens", 0, "flt", "rws");
    transport.meet();
  },
  steps: {
    G1: get("B", '["emit"]'),
    G2: get("B", '["emit", "nope"]'),
    G3: get("B", '{"emit": {}}'),
    "B cap after": nothing,
    G4: get("B", '"em"'),
    G5: get("B", "[]"),
    "B state": nothing,
    "SET on read only": set("B", "A", '{"ro": {"value": 77}}'),
    "SET wrong type": set("B", "A", '{"ro": {"value": "a string"}}'),
    "remote registration": all(
      subscribe("B", "A/ B/"),
      set("C", "A", '{"remote": {"value": 1, "typeHint": "int", "access": "rwe", "subscribers": []}}'),
    ),
    "subscribe to remote": subscribe("B", "A/remote B/sens"),
    "A.emit remote 5": ({ A }) => A.emitSignal("remote", 5n),
    "SET unknown key value only": set("C", "A", '{"newval": {"value": 3}}'),
    "metadata SET _zne_position": set("C", "A", '{"_zne_position": [10.0, 20.5]}'),
    "metadata set_node_location": ({ A }) => {
      A.setMetadata("_location", [1n, 2n, 3n]);
      A.setMetadata("_orientation", [0n, 0n, 1n]);
      A.setMetadata("_scale", [1n, 1n, 1n]);
      A.setMetadata("_matrix", readPython("[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]"));
    },

    "SET of a key to a scalar": set("C", "A", '{"scalar": 5}'),
    "SET of a key to a string": set("C", "A", '{"str": "x"}'),
    "SET empty": set("C", "A", "{}"),
    "SET null": set("C", "A", "null"),
    "SET overwrites subscribers": set("C", "A", '{"emit": {"subscribers": []}}'),
    "multi frame whisper": raw('{"GET": ["two"]}'),
    "shout GET": all(raw('{"GET": ["two"]}', "B"), raw('{"GET": ["two"]}')),
    "shout MOD": all(raw('{"MOD": {"debug": true}}'), raw('{"MOD": {"debug": true}}', "B")),
    "shout to other group": nothing,
  },
};

const p4: Scenario = {
  name: "p4",
  begin: (transport) => {
    transport.A.register("emit", 1, "flt", "rwe");
    transport.B.register("sens", 0, "flt", "rws");
    transport.meet();
    all(subscribe("C", "A/ C/"), subscribe("B", "A/emit B/sens"))(transport);
    transport.takeStep();
  },
  steps: {
    O1: ({ A }) => {
      A.setObject("cam", "BPY_Camera");
      A.register("location", tuple(1, 2, 3), "vec3f", "re");
      A.register("angle", 0.8, "flt", "re");
    },
    O2: set("C", "A", '{"emit": {"value": 5}}'),
    O2b: set("B", "A", '{"emit": {"value": 6}}'),
    O3: subscribe("C", "A/emit C/x"),
    O4: all(forget("C", "A"), emit(7)),
    O5: raises(emit(1, "location"), emit(1, "objects.cam.location")),
    O6: all(subscribe("B", "A/objects B/sens"), subscribe("B", "A/objects.cam.location B/sens")),
    O7: set("C", "A", '{"objects": {"cam": {"angle": {"value": 1.5}}}}'),
    O8: ({ A }) => {
      A.setObject();
      A.register("rootint", 1n, "int");
    },
    O9: ({ A }) => {
      A.setObject("lamp", "BPY_Lamp");
      A.register("energy", 1n, "flt", "re");
    },
    "GET objects": get("C", '{"objects": {}}'),
  },
};

const p5: Scenario = {
  name: "p5",
  begin: (transport) => {
    transport.A.register("emit", 1, "flt", "rwes");
    transport.A.register("vec", tuple(1, 2), "vec2f", "rwes");
    transport.A.register("e2", 0, "flt", "rwe");
    transport.B.register("sens", 0, "flt", "rwes");
    transport.B.register("vec", tuple(1, 2), "vec2f", "rwes");
    transport.B.register("s2", 0, "flt", "rws");
    transport.meet();
  },
  steps: {
    W1: all(subscribe("B", "A/emit B/"), subscribe("B", "A/emit B/sens"), unsubscribe("B", "A/emit B/sens")),
    W1b: emit(2),
    W2: all(subscribe("B", "A/ B/"), subscribe("B", "A/emit B/sens"), unsubscribe("B", "A/emit B/sens")),
    W2b: emit(3),
    clear: ({ A }) => A.register("emit", 1, "flt", "rwes"),
    L1: all(subscribe("B", "A/emit B/sens"), subscribe("A", "B/sens A/emit"), emit(10)),
    L2: all(subscribe("B", "A/vec B/vec"), subscribe("A", "B/vec A/vec"), ({ A }) => A.emitSignal("vec", tuple(1, 2))),
    L2b: ({ A }) => A.emitSignal("vec", tuple(1, 2)),
    // These three count messages in a second.
    L3: nothing,
    L4: nothing,
    L5: nothing,
  },
};

const p6: Scenario = {
  name: "p6",
  begin: (transport) => {
    transport.A.register("emit", 1, "flt", "rwe");
    transport.B.register("sens", 0, "flt", "rws");
    transport.meet();
    subscribe("B", "A/emit B/sens")(transport);
    transport.takeStep();
  },
  steps: {
    X1: ({ A, B, C }) => {
      A.handleExit(B.id);
      C.handleExit(B.id);
    },
    X1b: get("C", "null"),
    X2: all(subscribe("C", "A/emit C/x"), ({ A }) => A.register("emit", 9, "flt", "rwe")),
    X3: all(
      forget("C", "A"),
      ({ A }) => A.register("self", 0, "flt", "rws"),
      subscribe("A", "A/emit A/self"),
      emit(33),
    ),
    X4: all(subscribe("C", "A/emit C/nope"), emit(34)),
    X5: ({ A }) => A.setCapability(new Map([["a", new Map([["value", 1n]])]])),
    X5b: nothing,
    X6: nothing,
  },
};

const p9: Scenario = {
  name: "p9",
  begin: (transport) => {
    transport.A.register("emit", 1, "flt", "rwe");
    transport.B.register("s1", 0, "flt", "rws");
    transport.B.register("s2", 0, "flt", "rws");
    transport.meet();
  },
  steps: {
    R1: all(subscribe("B", "A/emit B/s1"), subscribe("B", "A/emit B/s2"), emit(5)),
    R2: all(subscribe("B", "A/ B/"), emit(6)),
    R3: all(forget("A", "B"), forget("B", "A"), subscribe("B", "A/ B/s1"), emit(7)),
    R4: raises(subscribe("A", "A/ B/")),
    R5: raw('{"SUB": ["<A>", "emit", "<B>", "s2"]}', "B"),
    R6: raw('{"UNSUB": ["<A>", "emit", "<B>", "s2"]}', "B"),
    R7: all(subscribe("B", "A/emit B/s2"), set("C", "A", '{"emit": {"value": 55, "max": 100}}')),
    R8: raw('{"SIG": ["level", 1.0]}', "B"),
    R9: nothing,
  },
};

/** All recorded scenarios. */
export const SCENARIOS: readonly Scenario[] = [p1, p2, p3, p4, p5, p6, p9];

const RAW = "RAW C->A ";
const RAW_BYTES: Readonly<Record<string, Uint8Array>> = {
  "b'\\xff\\xfe'": Uint8Array.of(0xff, 0xfe),
  "b''": new Uint8Array(0),
};
