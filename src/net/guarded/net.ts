import type { NetworkError } from "../../errors.ts";
import type { Broadcast, Clock, Endpoint, Interface, Listener, Net, Random, Stream } from "../net.ts";
import { attempt, type Failed, guardClock } from "./clock.ts";
import { guardTurn } from "./event-turn.ts";
import { ClosedStream, type Guard, GuardedStream } from "./stream.ts";

/**
 * The same network, with a wall around it. What the network throws is told; it costs one attempt or one connection, never the
 * node. What we throw while something is delivered is told, too, instead of thrown at whoever delivered it: on a real host that
 * would end the process.
 */
export function guardNet(net: Net, failed: Failed): Net {
  const { agreement } = net;
  const resolve = net.resolve?.bind(net);
  const clock = {
    ...guardClock(net.clock, failed),
    ...guardTurn(net.clock, failed),
    ...(net.clock.rounds !== undefined && { rounds: guardRounds(net.clock.rounds, failed) }),
  };
  const listens = net.listens?.bind(net);
  const guard: Guard = { failed, later: clock.defer };
  return {
    clock,
    random: guardRandom(net.random, failed),
    ...(agreement !== undefined && { agreement }),
    ...(net.trace !== undefined && { trace: net.trace }),
    interfaces: () => net.interfaces(),
    listen: async (address, port, accept) => {
      const guarded = (stream: Stream): void => welcome(stream, accept, guard);
      return guardListener(await net.listen(address, port, guarded), failed);
    },
    ...(listens !== undefined && { listens: (at: Endpoint) => guardListens(() => listens(at), failed) }),
    connect: (address, port) => connect(net, { address, port }, guard),
    ...(resolve !== undefined && { resolve: async (name: string) => resolve(name) }),
    broadcast: async (interfaces, port, receive, options) => {
      const guarded: typeof receive = (datagram, source) => attempt(() => receive(datagram, source), failed);
      return guardBroadcast(await net.broadcast(interfaces, port, guarded, options), failed);
    },
  };
}

function guardRounds(rounds: NonNullable<Clock["rounds"]>, failed: Failed): NonNullable<Clock["rounds"]> {
  return {
    get over() {
      return rounds.over;
    },
    add: (step, account) => {
      const guarded = (): void => attempt(step, failed);
      try {
        rounds.add(guarded, account);
      } catch (cause) {
        failed(cause);
        guarded();
      }
    },
    spend: (milliseconds, account) => rounds.spend(milliseconds, account),
    charge: (account, milliseconds) => rounds.charge(account, milliseconds),
    hear: (account) => rounds.hear(account),
  };
}

/** SeededRandom that fails is replaced where nothing depends on its quality; secrets are never made without it. */
function guardRandom(random: Random, failed: Failed): Random {
  return {
    next() {
      try {
        return random.next();
      } catch (cause) {
        failed(cause);
        return 0.5;
      }
    },
    bytes: (length) => random.bytes(length),
  };
}

function guardListener(listener: Listener, failed: Failed): Listener {
  return { port: listener.port, close: () => attempt(() => listener.close(), failed) };
}

/** One that fails does not know. */
function guardListens(listens: () => boolean, failed: Failed): boolean {
  try {
    return listens();
  } catch (cause) {
    failed(cause);
    return false;
  }
}

function guardBroadcast(broadcast: Broadcast, failed: Failed): Broadcast {
  const failure = broadcast.failure?.bind(broadcast);
  return {
    ...(failure !== undefined && { failure: (on: Interface) => guardFailure(() => failure(on), failed) }),
    send: (datagram, on) => attempt(() => broadcast.send(datagram, on), failed),
    close: () => attempt(() => broadcast.close(), failed),
  };
}

/** One that fails knows of no trouble: what does not leave is lost all the same. */
function guardFailure(failure: () => NetworkError | undefined, failed: Failed): NetworkError | undefined {
  try {
    return failure();
  } catch (cause) {
    failed(cause);
    return undefined;
  }
}

function welcome(stream: Stream, accept: (stream: Stream) => void, guard: Guard): void {
  const guarded = new GuardedStream(stream, guard);
  try {
    accept(guarded);
  } catch (cause) {
    guard.failed(cause);
    guarded.destroy();
  }
}

function connect(net: Net, to: Endpoint, guard: Guard): Stream {
  try {
    return new GuardedStream(net.connect(to.address, to.port), guard);
  } catch (cause) {
    guard.failed(cause);
    return new ClosedStream(to, cause, guard);
  }
}
