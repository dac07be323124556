import { hostNet, NetworkError } from "../../index.ts";

/** Whether something answers at a TCP port. */
export type Answer =
  | { readonly open: true; readonly address: string }
  | { readonly open: false; readonly reason: string };

/** Knocks at `tcp://host:port`, also with a public key behind it, and says nothing: whether that is a node is for others to find out. */
export async function knock(place: string, timeout: number): Promise<Answer> {
  const [, host = "", port = ""] = PLACE.exec(place) ?? [];
  try {
    const address = await addressOf(host, timeout);
    if (address === undefined) return { open: false, reason: `no name server answers who "${host}" is` };
    return await open(address, Number(port), timeout);
  } catch (error) {
    if (error instanceof NetworkError) return { open: false, reason: error.message };
    throw error;
  }
}

/** Undefined when nobody tells in time: a name server that is silent may be waited for much longer. */
async function addressOf(host: string, timeout: number): Promise<string | undefined> {
  const asked = /[a-z]/i.test(host) ? hostNet().resolve?.(host) : undefined;
  if (asked === undefined) return host;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeout);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

function open(address: string, port: number, timeout: number): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = hostNet().connect(address, port);
    const answer = (given: Answer): void => {
      clearTimeout(timer);
      stream.destroy();
      resolve(given);
    };
    const timer = setTimeout(
      () => answer({ open: false, reason: `the connection with ${address}:${port}: no answer came` }),
      timeout,
    );
    stream.open({
      connect: () => answer({ open: true, address: `tcp://${address}:${port}` }),
      data: () => {},
      close: (error) => answer({ open: false, reason: error?.message ?? "it closed the connection" }),
    });
  });
}

const PLACE = /^tcp:\/\/([^:|]+):(\d+)/;
