import { afterEach, describe, expect, test, vi } from "vitest";

import { demoNetwork } from "../../../src/cli/demo/loopback.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the network of the demo", () => {
  test("is loopback, with any port and no endpoint", () => {
    expect(demoNetwork({})).toMatchObject({
      interface: "127.0.0.1",
      port: 0,
      endpoint: false,
      beacons: true,
      gossip: [],
      peers: [],
    });
  });

  test.each(["loopback", "lo", "127.0.0.1"])("may be asked for as %s", (name) => {
    expect(demoNetwork({ interface: name }).interface).toBe("127.0.0.1");
  });

  test("stays there whatever the environment says", () => {
    vi.stubEnv("ZOCP_INTERFACE", "eth0");
    expect(demoNetwork({}).interface).toBe("127.0.0.1");
  });

  test.each(["eth77", "192.0.2.1", "10.0.0.0/8"])("is not %s", (name) => {
    expect(() => demoNetwork({ interface: name })).toThrow(`the demo stays on loopback; ${name} is something else`);
  });

  test("takes hubs and peers of this machine, and no others", () => {
    const options = {
      gossip: ["tcp://127.0.0.1:5670", "tcp://localhost:5671"],
      peer: ["tcp://127.1.2.3:5672"],
      port: 5680,
      beacons: false,
    };
    expect(demoNetwork(options)).toMatchObject({
      gossip: options.gossip,
      peers: options.peer,
      beaconPort: 5680,
      beacons: false,
    });
    for (const place of ["tcp://10.0.0.9:5670", "tcp://127.example.org:1", "tcp://localhost.example.org:1"])
      expect(() => demoNetwork({ peer: [place] })).toThrow(`the demo stays on loopback; ${place} is somewhere else`);
    expect(() => demoNetwork({ gossip: ["tcp://hub:5670"] })).toThrow("tcp://hub:5670 is somewhere else");
  });
});
