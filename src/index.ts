// The public names of this package, by subject. What is not listed here may change at any time.
// biome-ignore-all assist/source/organizeImports: a reader looks for a subject, not for a path

// Nodes
export { brokerTransport, ZocpNode, type ZocpOptions } from "./zocp-node.ts";
export type { BrokerOptions } from "./transport/broker/broker-options.ts";
export { type BrokerReport, type ExamineOptions, examineBroker } from "./transport/broker/examine-broker.ts";
export { type NodesOnBrokerOptions, nodesOnBroker } from "./transport/broker/nodes-on-broker.ts";
export type { PresentNode } from "./transport/broker/onlooker.ts";

// Own parameters
export { Parameter, type ParameterEvents } from "./node/parameter.ts";
export type { LostOptions, ParameterOptions, Registration, Vector2, Vector3, Vector4 } from "./node/registrar.ts";
export { NodeObject } from "./node/node-object.ts";
export type { Caller, CallHandler } from "./node/calls.ts";

// Values that go to another in time
export type { Fade, FadeEnd, FadeOptions, Fades, FadesOptions } from "./node/fading/fading.ts";
export type { CallOptions, SenderOptions } from "./node/fading/sender.ts";
export type { Owner } from "./zocp/fades/owner.ts";
export type { Holding, HoldingFade, HoldingOverlay } from "./node/fading/owners.ts";
export type { PanicOutcome } from "./node/fading/panic.ts";

// The clock that nodes share
export type { ClockReference, NodeClock } from "./node/clock.ts";
export type { RemoteClock } from "./node/remote/remote-clock.ts";

// Other nodes
export { RemoteNode, type SetOptions } from "./node/remote/remote-node.ts";
export { RemoteParameter } from "./node/remote/remote-parameter.ts";
export type { WatchListener } from "./node/watches.ts";
export type { SamplingOptions } from "./node/links/sampling-options.ts";
export type { About } from "./node/remote/about.ts";
export { askHealth, type Health, type HealthOptions, type NodeHealth } from "./node/health/health.ts";
export type { HealthOrder, LinkHealth } from "./node/health/link-health.ts";
export type { Newcomer } from "./zocp/core/peer.ts";

// Links and addresses
export type { Link, LinkState, Port } from "./zocp/core/link.ts";
export type { LinkRefusals } from "./zocp/signals/refusals.ts";
export type { LinkOptions } from "./node/links/link-options.ts";
export { type Between, betweensOf } from "./node/links/betweens.ts";
export type { RenamedLink } from "./node/links/renaming.ts";
export { compileMap, type MapEnds, type MapStage } from "./node/links/compile-map.ts";
export { learnRange } from "./node/links/learn-range.ts";
export { formatMap, parseMap, parseStage } from "./node/links/map-notation.ts";
export type { LinkMap } from "./zocp/maps/link-map.ts";
export type { Delivery } from "./node/links/deliveries.ts";
export { formatAddress, parseAddress } from "./node/address.ts";

// What happens to values
export {
  compileExpression,
  type Expression,
  type ExpressionInput,
  type ExpressionInstance,
} from "./zocp/maps/expression/expression.ts";
export { ExpressionError } from "./zocp/maps/expression/expression-error.ts";

// Events
export type { NodeEvent, NodeEvents } from "./node/node-events.ts";
export type { EditEvent, ZocpEvent } from "./zocp/core/events.ts";
export { Emitter, type EventsOptions } from "./events/emitter.ts";
export type { EventStream } from "./events/event-stream.ts";
export type { WaitOptions } from "./events/waiting.ts";

// Who may change a node
export type { Attempt, AuthorityOptions } from "./zocp/requests/authority.ts";
export { OldGuard } from "./zocp/old-nodes/old-guard.ts";

// Keys
export { createKeyFile, readPublicKeyFile } from "./keys/key-file.ts";

// Values and JSON
export type { Json, JsonObject } from "./bytes/json.ts";
export type { FormatOptions } from "./bytes/json-format.ts";
export type { JsonInput } from "./node/json-input.ts";
export { formatJson, type ParseOptions, parseJson } from "./node/json-text.ts";
export { typeName } from "./zocp/codec/type-name.ts";

// Errors
export {
  NETWORK_CODES,
  type NetworkCode,
  NetworkError,
  PROTOCOL_CODES,
  type ProtocolCode,
  ProtocolError,
  USAGE_CODES,
  type UsageCode,
  UsageError,
} from "./errors.ts";

// ZRE alone, and hubs
export { ZreNode, type ZreNodeEvent, type ZreNodeEvents } from "./transport/zre/zre-node.ts";
export type { ZreLimits, ZreOptions } from "./transport/zre/zre-options.ts";
export type { TracedMessage } from "./transport/zre/message-trace.ts";
export {
  GossipHub,
  type GossipHubEvent,
  type GossipHubEvents,
  type GossipHubOptions,
} from "./transport/zre/gossip/gossip-hub.ts";
export type { SourceOptions } from "./transport/zre/gossip/source-options.ts";
export type { HubEvent, HubLimits } from "./zre/gossip/hub-events.ts";
export type { Tuple } from "./zre/gossip/tuple.ts";
export type { ExitReason, ZreEvent } from "./zre/mesh/events.ts";
export type { MeshPeer } from "./zre/mesh/peer.ts";

// A node over a transport of your own
export type { Announcement, Transport, TransportHandlers, TransportStats } from "./transport/transport.ts";
export { type PortLike, TransportNode, type TransportNodeOptions } from "./node/transport-node.ts";
export type { Channel } from "./zocp/core/recipient.ts";
export { Frames } from "./bytes/frames.ts";

// The world underneath
export { chooseInterfaces, chooseNow, type InterfaceChoice, presentInterfaces } from "./net/choose.ts";
export { hostNet } from "./net/host/host-net.ts";
export type { Interface, Net } from "./net/net.ts";
