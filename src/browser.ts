// The public names of `zocp/browser`: a web page as a node. What is not listed here may change at any time.

// Joining
export { BrowserNode } from "./browser/browser-node.ts";
export type { GatewayEvent, GatewayEvents, GatewayState, GatewayStatus } from "./browser/gateway-state.ts";
export { type JoinOptions, joinMesh } from "./browser/join.ts";
export type { Socket, SocketClass } from "./browser/socket.ts";
// Values and JSON
export { type Json, type JsonObject, parseJson } from "./bytes/json.ts";
export { type FormatOptions, formatJson } from "./bytes/json-format.ts";
// Errors
export {
  type NetworkCode,
  NetworkError,
  type ProtocolCode,
  ProtocolError,
  type UsageCode,
  UsageError,
} from "./errors.ts";
// Links and addresses
export { formatAddress, parseAddress } from "./runtime/address.ts";
// Own parameters
export type { Caller, CallHandler } from "./runtime/calls.ts";
// Events
export type { EventsOptions } from "./runtime/emitter.ts";
export type { EventStream } from "./runtime/event-stream.ts";
export type { JsonInput } from "./runtime/json-input.ts";
export type { NodeEvent, NodeEvents } from "./runtime/node-events.ts";
export { NodeObject } from "./runtime/node-object.ts";
export { Parameter, type ParameterEvents } from "./runtime/parameter.ts";
// Other nodes
export type { PortLike, RealmNodeOptions } from "./runtime/realm-node.ts";
export type { ParameterOptions, Registration, Vector2, Vector3, Vector4 } from "./runtime/registrar.ts";
export { RemoteNode } from "./runtime/remote-node.ts";
export { RemoteParameter } from "./runtime/remote-parameter.ts";
export type { WaitOptions } from "./runtime/waiting.ts";
export type { WatchListener } from "./runtime/watches.ts";
// Who may change a node
export type { Attempt, AuthorityOptions } from "./zocp/authority.ts";
export type { EditEvent } from "./zocp/events.ts";
export type { Link, LinkState, Port } from "./zocp/link.ts";
