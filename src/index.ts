// The public names of this package, by subject. What is not listed here may change at any time.

export { Frames } from "./bytes/frames.ts";
// Values and JSON
export { type Json, type JsonObject, parseJson } from "./bytes/json.ts";
export { type FormatOptions, formatJson } from "./bytes/json-format.ts";
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
export { chooseInterfaces, type InterfaceChoice } from "./net/choose.ts";
export { hostNet } from "./net/host/host-net.ts";
export type { Interface, Net } from "./net/net.ts";
export { formatAddress, parseAddress } from "./runtime/address.ts";
export type { Caller, CallHandler } from "./runtime/calls.ts";
export type { Delivery } from "./runtime/deliveries.ts";
export { Emitter, type EventsOptions } from "./runtime/emitter.ts";
export type { EventStream } from "./runtime/event-stream.ts";
export { GossipHub, type GossipHubEvent, type GossipHubEvents, type GossipHubOptions } from "./runtime/gossip-hub.ts";
export type { JsonInput } from "./runtime/json-input.ts";
// Keys
export { createKeyFile } from "./runtime/key-file.ts";
export type { TracedMessage } from "./runtime/message-trace.ts";
// Events
export type { NodeEvent, NodeEvents } from "./runtime/node-events.ts";
export { NodeObject } from "./runtime/node-object.ts";
// Own parameters
export { Parameter, type ParameterEvents } from "./runtime/parameter.ts";
// The world underneath
export type { Realm, RealmHandlers } from "./runtime/realm.ts";
export { type PortLike, RealmNode, type RealmNodeOptions } from "./runtime/realm-node.ts";
export type { ParameterOptions, Registration, Vector2, Vector3, Vector4 } from "./runtime/registrar.ts";
// Other nodes
export { RemoteNode } from "./runtime/remote-node.ts";
export { RemoteParameter } from "./runtime/remote-parameter.ts";
export type { SourceOptions } from "./runtime/source-options.ts";
export type { WaitOptions } from "./runtime/waiting.ts";
export type { WatchListener } from "./runtime/watches.ts";
export type { WishOptions } from "./runtime/wish-options.ts";
// Nodes
export { ZocpNode, type ZocpOptions } from "./runtime/zocp-node.ts";
export { ZreNode, type ZreNodeEvent, type ZreNodeEvents } from "./runtime/zre-node.ts";
export type { ZreLimits, ZreOptions } from "./runtime/zre-options.ts";
// Who may change a node
export type { Attempt, AuthorityOptions } from "./zocp/authority.ts";
export type { EditEvent, ZocpEvent } from "./zocp/events.ts";
// Links and addresses
export type { Link, LinkState, Port } from "./zocp/link.ts";
export type { ExitReason, ZreEvent } from "./zre/events.ts";
export type { HubEvent, HubLimits } from "./zre/hub-events.ts";
export type { MeshPeer } from "./zre/peer.ts";
export type { Tuple } from "./zre/tuple.ts";
