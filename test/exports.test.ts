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
    "PROTOCOL_CODES",
    "Parameter",
    "ProtocolError",
    "RealmNode",
    "RemoteNode",
    "RemoteParameter",
    "USAGE_CODES",
    "UsageError",
    "ZocpNode",
    "ZreNode",
    "chooseInterfaces",
    "createKeyFile",
    "formatAddress",
    "formatJson",
    "hostNet",
    "parseAddress",
    "parseJson",
  ],
  types: [
    "Attempt",
    "AuthorityOptions",
    "CallHandler",
    "Caller",
    "Delivery",
    "EditEvent",
    "EventStream",
    "EventsOptions",
    "ExitReason",
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
    "LinkState",
    "MeshPeer",
    "Net",
    "NetworkCode",
    "NodeEvent",
    "NodeEvents",
    "ParameterEvents",
    "ParameterOptions",
    "Port",
    "PortLike",
    "ProtocolCode",
    "Realm",
    "RealmHandlers",
    "RealmNodeOptions",
    "Registration",
    "SourceOptions",
    "TracedMessage",
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
  values: ["PretendNetwork"],
  types: ["Conditions", "Figures", "PretendHost", "PretendNetworkOptions", "PretendProgram", "UntilOptions"],
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
  ],
  types: [
    "Attempt",
    "AuthorityOptions",
    "CallHandler",
    "Caller",
    "EditEvent",
    "EventStream",
    "EventsOptions",
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
    "NetworkCode",
    "NodeEvent",
    "NodeEvents",
    "ParameterEvents",
    "ParameterOptions",
    "Port",
    "PortLike",
    "ProtocolCode",
    "RealmNodeOptions",
    "Registration",
    "Socket",
    "SocketClass",
    "UsageCode",
    "Vector2",
    "Vector3",
    "Vector4",
    "WaitOptions",
    "WatchListener",
  ],
};

describe("the public names", () => {
  test.each([
    ["zocp", "src/index.ts", ZOCP],
    ["zocp/sim", "src/sim.ts", SIM],
    ["zocp/browser", "src/browser.ts", BROWSER],
  ])("of %s are these", (_, path, names) => {
    expect(namesOf(path)).toEqual(names);
  });

  test("are there when they are loaded", async () => {
    expect(Object.keys(await import("../src/index.ts")).sort()).toEqual(ZOCP.values);
    expect(Object.keys(await import("../src/sim.ts")).sort()).toEqual(SIM.values);
    expect(Object.keys(await import("../src/browser.ts")).sort()).toEqual(BROWSER.values);
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
