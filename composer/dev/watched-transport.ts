import type { Frames, Transport, TransportHandlers } from "../../src/index.ts";
import type { Inspector } from "../model/render/inspector.ts";

/** A transport that shows the inspector every message that passes, and changes none. */
export function watched(transport: Transport, inspector: Inspector): Transport {
  return {
    id: transport.id,
    name: transport.name,
    now: () => transport.now(),
    schedule: (delay, callback) => transport.schedule(delay, callback),
    defer: (callback) => (transport.defer === undefined ? queueMicrotask(callback) : transport.defer(callback)),
    writable: (peer) => transport.writable?.(peer) !== false,
    start: () => transport.start(),
    stop: () => transport.stop(),
    offer: (peer: string, content: Frames) => {
      const taken = transport.offer(peer, content);
      if (taken) inspector.note("out", peer, content.text(0));
      return taken;
    },
    open: (handlers, announcement) => transport.open(listening(handlers, inspector), announcement),
    whisper: (peer: string, content: Frames) => {
      inspector.note("out", peer, content.text(0));
      transport.whisper(peer, content);
    },
  };
}

function listening(handlers: TransportHandlers, inspector: Inspector): TransportHandlers {
  return {
    enter: (peer, name, headers) => handlers.enter(peer, name, headers),
    exit: (peer, reason) => handlers.exit(peer, reason),
    suspicion: (peer, suspected) => handlers.suspicion(peer, suspected),
    drain: (peer) => handlers.drain(peer),
    failed: (error) => handlers.failed(error),
    frames: (peer, frames) => {
      inspector.note("in", peer, frames.text(0));
      handlers.frames(peer, frames);
    },
    message: (peer, text) => {
      inspector.note("in", peer, text);
      handlers.message(peer, text);
    },
  };
}
