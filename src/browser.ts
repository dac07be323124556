// The public names of `zocp/browser`: a web page as a node. What is not listed here may change at any time.

// Joining
export { BrowserNode } from "./browser/browser-node.ts";
export { type JoinOptions, joinMesh } from "./browser/join.ts";
// Values and JSON
export type { Json, JsonObject } from "./bytes/json.ts";
export type { FormatOptions } from "./bytes/json-format.ts";
// Errors
export {
  type NetworkCode,
  NetworkError,
  type ProtocolCode,
  ProtocolError,
  type UsageCode,
  UsageError,
} from "./errors.ts";
// Events
export type { EventsOptions } from "./events/emitter.ts";
export type { EventStream } from "./events/event-stream.ts";
export type { WaitOptions } from "./events/waiting.ts";
// Links and addresses
export { formatAddress, parseAddress } from "./node/address.ts";
// Own parameters
export type { Caller, CallHandler } from "./node/calls.ts";
// The clock that nodes share
export type { ClockReference, NodeClock } from "./node/clock.ts";
// Values that go to another in time
export type { Fade, FadeEnd, FadeOptions, Fades, FadesOptions } from "./node/fading/fading.ts";
export type { Holding, HoldingFade, HoldingOverlay } from "./node/fading/owners.ts";
export type { PanicOutcome } from "./node/fading/panic.ts";
export type { CallOptions, SenderOptions } from "./node/fading/sender.ts";
// How nodes and links are
export { askHealth, type Health, type HealthOptions, type NodeHealth } from "./node/health/health.ts";
export type { HealthOrder, LinkHealth } from "./node/health/link-health.ts";
export type { JsonInput } from "./node/json-input.ts";
export { formatJson, type ParseOptions, parseJson } from "./node/json-text.ts";
export { type Between, betweensOf } from "./node/links/betweens.ts";
export { compileMap, type MapEnds, type MapStage } from "./node/links/compile-map.ts";
export { learnRange } from "./node/links/learn-range.ts";
export { formatMap, parseMap, parseStage } from "./node/links/map-notation.ts";
export type { RenamedLink } from "./node/links/renaming.ts";
export type { NodeEvent, NodeEvents } from "./node/node-events.ts";
export { NodeObject } from "./node/node-object.ts";
export { Parameter, type ParameterEvents } from "./node/parameter.ts";
export type { LostOptions, ParameterOptions, Registration, Vector2, Vector3, Vector4 } from "./node/registrar.ts";
export type { About } from "./node/remote/about.ts";
export type { RemoteClock } from "./node/remote/remote-clock.ts";
export { RemoteNode, type SetOptions } from "./node/remote/remote-node.ts";
export { RemoteParameter } from "./node/remote/remote-parameter.ts";
// Other nodes
export type { PortLike, TransportNodeOptions } from "./node/transport-node.ts";
export type { WatchListener } from "./node/watches.ts";
export type { GatewayEvent, GatewayEvents, GatewayState, GatewayStatus } from "./transport/websocket/gateway-state.ts";
export type { Socket, SocketClass } from "./transport/websocket/socket.ts";
export { typeName } from "./zocp/codec/type-name.ts";
export type { EditEvent } from "./zocp/core/events.ts";
export type { Link, LinkState, Port } from "./zocp/core/link.ts";
export type { Owner } from "./zocp/fades/owner.ts";
export {
  compileExpression,
  type Expression,
  type ExpressionInput,
  type ExpressionInstance,
} from "./zocp/maps/expression/expression.ts";
export { ExpressionError } from "./zocp/maps/expression/expression-error.ts";
export type { LinkMap } from "./zocp/maps/link-map.ts";
// Who may change a node
export type { Attempt, AuthorityOptions } from "./zocp/requests/authority.ts";
export type { LinkRefusals } from "./zocp/signals/refusals.ts";
