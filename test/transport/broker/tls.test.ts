import { describe, expect, test } from "vitest";

import { Bench } from "../../cli/program.ts";
import { Authority, hasOpenssl } from "./certificates.ts";
import { hasServer, Server } from "./servers.ts";

const SCHEMES = { nats: "nats+tls", mqtt: "mqtts" } as const;
/** A certificate that is for 127.0.0.1, one that is not, and a server that wants one of whoever comes. */
const CASES = ["right", "other", "asks"] as const;

describe.skipIf(!hasOpenssl()).each(["nats", "mqtt"] as const)("a broker of %s with TLS", (kind) => {
  test.skipIf(!hasServer(kind))(
    "lets in who trusts it, and it is said in one sentence why somebody does not come in",
    async () => {
      const authority = new Authority();
      authority.issue("right", "IP:127.0.0.1");
      authority.issue("asks", "IP:127.0.0.1");
      authority.issue("other", "DNS:other.example");
      await using bench = await Bench.open();
      const doctor = async (at: (typeof CASES)[number], trusts = true, scheme: string = SCHEMES[kind]) => {
        const server = servers[CASES.indexOf(at)];
        const trusted = trusts ? `NODE_EXTRA_CA_CERTS=${authority.file("ca.pem")} ` : "";
        const url = `${scheme}://127.0.0.1:${server?.port}`;
        const { stdout } = await bench.shell(`${trusted}$ZOCP doctor --json --wait 0.1 --broker ${url}`).ended;
        const { failure, longest } = JSON.parse(stdout);
        return failure === undefined ? longest > 0 : failure.replace(/^.* cannot be reached: /, "");
      };
      const servers = await Promise.all(CASES.map((name) => Server.open(kind, configOf(kind, authority, name))));
      expect(await doctor("right")).toBe(true);
      expect(await doctor("right", false)).toContain("from nobody whom this machine trusts (NODE_EXTRA_CA_CERTS");
      expect(await doctor("other")).toMatch(/^its certificate is for another host: .*127\.0\.0\.1/);
      expect(await doctor("asks")).toContain("wants a certificate of this node");
      if (kind === "nats") expect(await doctor("right", true, "nats")).toContain("its address begins with nats+tls://");
    },
  );
});

function configOf(kind: "nats" | "mqtt", authority: Authority, name: (typeof CASES)[number]): string {
  const [ca, certificate, key] = [
    authority.file("ca.pem"),
    authority.file(`${name}.pem`),
    authority.file(`${name}.key`),
  ];
  const asks = name === "asks";
  if (kind === "nats") {
    const verify = asks ? `, ca_file: "${ca}", verify: true` : "";
    return `listen: 127.0.0.1:PORT\ntls { cert_file: "${certificate}", key_file: "${key}"${verify} }\n`;
  }
  return [
    "listener PORT 127.0.0.1",
    "allow_anonymous true",
    "set_tcp_nodelay true",
    `cafile ${ca}`,
    `certfile ${certificate}`,
    `keyfile ${key}`,
    `require_certificate ${asks}`,
    "",
  ].join("\n");
}
