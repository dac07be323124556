import type { Stream, StreamHandlers } from "../../src/net/net.ts";
import type { SimulatedHost } from "../../src/net/sim/simulated-host.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { SimulatedProgram } from "../../src/net/sim/simulated-program.ts";
import { calledFrom } from "./host.js";
import { Neighbourhood } from "./peers.js";
import type { Recorder } from "./recorder.js";
import type { Tape } from "./tape.js";

/** Lets a recorder see what nodes send over simulated networks; what a test sends there by itself is its own affair. */
export function watchSimulatedNetworks(recorder: Recorder): void {
  const { connect, listen, broadcast } = SimulatedProgram.prototype;
  const neighbourhoodOf = watchHosts();

  SimulatedProgram.prototype.connect = function (address, port): Stream {
    const stream = connect.call(this, address, port);
    if (!isNode()) return stream;
    const remote = `${address}:${port}`;
    return watchStream(stream, recorder.tape({ dialled: true, remote, neighbourhood: neighbourhoodOf(this) }));
  };
  SimulatedProgram.prototype.listen = function (address, port, accept) {
    if (!isNode()) return listen.call(this, address, port, accept);
    const neighbourhood = neighbourhoodOf(this);
    return listen.call(this, address, port, (stream) => {
      const remote = `${stream.remote.address}:${stream.remote.port}`;
      accept(watchStream(stream, recorder.tape({ dialled: false, remote, neighbourhood })));
    });
  };
  SimulatedProgram.prototype.broadcast = async function (interfaces, port, receive) {
    const ours = isNode();
    const opened = await broadcast.call(this, interfaces, port, receive);
    if (!ours) return opened;
    return {
      send: (datagram, on) => {
        recorder.datagram(datagram, port);
        opened.send(datagram, on);
      },
      close: () => opened.close(),
    };
  };
}

/** Addresses mean something only within one network. */
function watchHosts(): (program: SimulatedProgram) => Neighbourhood {
  const { host } = SimulatedNetwork.prototype;
  const ofNetwork = new WeakMap<SimulatedNetwork, Neighbourhood>();
  const ofHost = new WeakMap<SimulatedHost, Neighbourhood>();
  SimulatedNetwork.prototype.host = function (...addresses) {
    const made = host.call(this, ...addresses);
    const neighbourhood = ofNetwork.get(this) ?? new Neighbourhood();
    ofNetwork.set(this, neighbourhood);
    ofHost.set(made, neighbourhood);
    return made;
  };
  return (program) => ofHost.get(program.host) ?? new Neighbourhood();
}

function watchStream(stream: Stream, tape: Tape): Stream {
  const { write, open } = stream;
  stream.write = (bytes) => {
    tape.sent(bytes);
    return write.call(stream, bytes);
  };
  stream.open = (handlers: StreamHandlers) => {
    open.call(stream, {
      ...handlers,
      data: (chunk) => {
        tape.heard(chunk);
        handlers.data(chunk);
      },
      close: (error) => {
        tape.closed();
        handlers.close(error);
      },
    });
  };
  return stream;
}

function isNode(): boolean {
  return calledFrom(/[\\/]src[\\/](?:node|transport)[\\/]/);
}
