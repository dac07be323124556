import ts from "typescript";
import { describe, expect, test } from "vitest";
import { read } from "./sources.ts";

// What users can import. A name that comes or goes is a change for them: it belongs here and in CHANGELOG.md.
const ZOCP = {
  values: [
    "Emitter",
    "Frames",
    "GossipHub",
    "NETWORK_CODES",
    "NetworkError",
    "NodeObject",
    "OldGuard",
    "PROTOCOL_CODES",
    "Parameter",
    "ProtocolError",
    "RemoteNode",
    "RemoteParameter",
    "TransportNode",
    "USAGE_CODES",
    "UsageError",
    "ZocpNode",
    "ZreNode",
    "chooseInterfaces",
    "chooseNow",
    "createKeyFile",
    "formatAddress",
    "formatJson",
    "hostNet",
    "parseAddress",
    "parseJson",
    "presentInterfaces",
    "readPublicKeyFile",
    "typeName",
  ],
  types: [
    "Announcement",
    "Attempt",
    "AuthorityOptions",
    "CallHandler",
    "Caller",
    "Channel",
    "Delivery",
    "EditEvent",
    "EventStream",
    "EventsOptions",
    "ExitReason",
    "Fade",
    "FadeEnd",
    "FadeOptions",
    "Fades",
    "FormatOptions",
    "GossipHubEvent",
    "GossipHubEvents",
    "GossipHubOptions",
    "HubEvent",
    "HubLimits",
    "Interface",
    "InterfaceChoice",
    "Json",
    "JsonInput",
    "JsonObject",
    "Link",
    "LinkOptions",
    "LinkState",
    "LostOptions",
    "MeshPeer",
    "Net",
    "NetworkCode",
    "Newcomer",
    "NodeEvent",
    "NodeEvents",
    "PanicOutcome",
    "ParameterEvents",
    "ParameterOptions",
    "ParseOptions",
    "Port",
    "PortLike",
    "ProtocolCode",
    "Registration",
    "RenamedLink",
    "SourceOptions",
    "TracedMessage",
    "Transport",
    "TransportHandlers",
    "TransportNodeOptions",
    "Tuple",
    "UsageCode",
    "Vector2",
    "Vector3",
    "Vector4",
    "WaitOptions",
    "WatchListener",
    "WishOptions",
    "ZocpEvent",
    "ZocpOptions",
    "ZreEvent",
    "ZreLimits",
    "ZreNodeEvent",
    "ZreNodeEvents",
    "ZreOptions",
  ],
};

const SIM = {
  values: ["MemoryNetwork", "SimulatedNetwork"],
  types: [
    "Conditions",
    "Figures",
    "MemoryTransport",
    "SimulatedHost",
    "SimulatedNetworkOptions",
    "SimulatedProgram",
    "UntilOptions",
  ],
};

const GATEWAY = {
  values: ["Gateway"],
  types: ["GatewayLimits", "GatewayLink", "GatewayNetwork", "GatewayOptions"],
};

const SHOW = {
  values: [
    "CURVES",
    "CuePlayer",
    "ShowFileError",
    "applyPlan",
    "chooserOf",
    "compareCueNumbers",
    "cuesOutOfOrder",
    "diffShow",
    "emptyShow",
    "formatShow",
    "isPart",
    "isSame",
    "keepFile",
    "lookAt",
    "movesOf",
    "movesOnGo",
    "movesOnJump",
    "readCueNumber",
    "readShow",
    "stageShow",
    "takeSnapshot",
    "updateShow",
  ],
  types: [
    "AnswerEffect",
    "ApplyOptions",
    "Change",
    "Chooser",
    "Cue",
    "CueCall",
    "CueEffect",
    "CueMoves",
    "CueNumber",
    "CuePlayerOptions",
    "Curve",
    "DiffOptions",
    "FadeEffect",
    "FadeReport",
    "Follow",
    "KnownNode",
    "Look",
    "MatchOptions",
    "MissingNode",
    "Move",
    "MoveTiming",
    "MovedValue",
    "Outcome",
    "Part",
    "Plan",
    "PlannedWire",
    "PlayerEffect",
    "PlayerPosition",
    "PositionChange",
    "PresentNode",
    "PresentParameter",
    "Press",
    "Problem",
    "Refusal",
    "SavedStamp",
    "Scene",
    "SentMove",
    "ShowFile",
    "ShowFileFault",
    "ShowNodeEntry",
    "ShowWire",
    "Snapshot",
    "SnapshotOptions",
    "StagingOptions",
    "Timed",
    "Timing",
    "Update",
    "UpdateOptions",
    "ValueChange",
    "WireChange",
    "WireMove",
  ],
};

const PROTOCOL = {
  values: ["decodeMessages", "encodeMessage"],
  types: ["Subscription", "WritableMessage", "ZocpMessage"],
};

const BROWSER = {
  values: [
    "BrowserNode",
    "NetworkError",
    "NodeObject",
    "Parameter",
    "ProtocolError",
    "RemoteNode",
    "RemoteParameter",
    "UsageError",
    "formatAddress",
    "formatJson",
    "joinMesh",
    "parseAddress",
    "parseJson",
    "typeName",
  ],
  types: [
    "Attempt",
    "AuthorityOptions",
    "CallHandler",
    "Caller",
    "EditEvent",
    "EventStream",
    "EventsOptions",
    "Fade",
    "FadeEnd",
    "FadeOptions",
    "Fades",
    "FormatOptions",
    "GatewayEvent",
    "GatewayEvents",
    "GatewayState",
    "GatewayStatus",
    "JoinOptions",
    "Json",
    "JsonInput",
    "JsonObject",
    "Link",
    "LinkState",
    "LostOptions",
    "NetworkCode",
    "NodeEvent",
    "NodeEvents",
    "PanicOutcome",
    "ParameterEvents",
    "ParameterOptions",
    "ParseOptions",
    "Port",
    "PortLike",
    "ProtocolCode",
    "Registration",
    "RenamedLink",
    "Socket",
    "SocketClass",
    "TransportNodeOptions",
    "UsageCode",
    "Vector2",
    "Vector3",
    "Vector4",
    "WaitOptions",
    "WatchListener",
  ],
};

test("every entry of the package is listed here", () => {
  const entries = Object.keys(JSON.parse(read("package.json")).exports).sort();
  expect(entries).toEqual([".", "./browser", "./gateway", "./package.json", "./protocol", "./show", "./sim"]);
});

describe("the public names", () => {
  test.each([
    ["zocp", "src/index.ts", ZOCP],
    ["zocp/sim", "src/sim.ts", SIM],
    ["zocp/browser", "src/browser.ts", BROWSER],
    ["zocp/gateway", "src/gateway.ts", GATEWAY],
    ["zocp/show", "src/show.ts", SHOW],
    ["zocp/protocol", "src/protocol.ts", PROTOCOL],
  ])("of %s are these", (_, path, names) => {
    expect(namesOf(path)).toEqual(names);
  });

  test("are there when they are loaded", async () => {
    expect(Object.keys(await import("../src/index.ts")).sort()).toEqual(ZOCP.values);
    expect(Object.keys(await import("../src/sim.ts")).sort()).toEqual(SIM.values);
    expect(Object.keys(await import("../src/browser.ts")).sort()).toEqual(BROWSER.values);
    expect(Object.keys(await import("../src/gateway.ts")).sort()).toEqual(GATEWAY.values);
    expect(Object.keys(await import("../src/show.ts")).sort()).toEqual(SHOW.values);
    expect(Object.keys(await import("../src/protocol.ts")).sort()).toEqual(PROTOCOL.values);
  });
});

/** Names are listed one by one; `export *` would let one slip out unseen. */
function namesOf(path: string): typeof ZOCP {
  const names: typeof ZOCP = { values: [], types: [] };
  for (const statement of ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest).statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined)
      throw new Error(`not a list: ${path}`);
    if (!ts.isNamedExports(statement.exportClause)) throw new Error(`a namespace is exported: ${path}`);
    for (const { name, isTypeOnly } of statement.exportClause.elements) {
      (statement.isTypeOnly || isTypeOnly ? names.types : names.values).push(name.text);
    }
  }
  return { values: names.values.sort(), types: names.types.sort() };
}
