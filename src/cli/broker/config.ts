import { pbkdf2Sync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { wrongUsage } from "../failure.ts";

export type BrokerKind = "nats" | "mosquitto";

/** Somebody who may enter a broker. */
export interface BrokerUser {
  readonly name: string;
  readonly password: string;
}

/** A file of a broker's configuration. */
export interface ConfigFile {
  readonly name: string;
  readonly text: string;
}

/** A user with a password that nobody can guess. Throws `Failure` for a name that a broker could read as more than a name. */
export function makeUser(name: string): BrokerUser {
  if (USER.test(name)) return { name, password: randomBytes(18).toString("base64url") };
  throw wrongUsage(`the user ${JSON.stringify(name)} is none: from 1 to 64 of A-Z, a-z, 0-9, _ and -`);
}

/**
 * The configuration of a broker on which each of these users can only send as itself and read what is sent to it. The first file is
 * the one that the broker is started with; `folder` is where all of them will be.
 */
export function brokerConfig(kind: BrokerKind, users: readonly BrokerUser[], folder: string): readonly ConfigFile[] {
  return kind === "nats" ? natsConfig(users) : mosquittoConfig(users, folder);
}

function natsConfig(users: readonly BrokerUser[]): readonly ConfigFile[] {
  const entries = users.map(
    ({ name, password }) => `    {
      user: "${name}", password: "${password}"
      permissions: {
        publish: ["zocp.*.i.*.*.${name}.*", "zocp.*.p.*.${name}.*", "zocp.*.q.*.${name}.*"]
        subscribe: ["zocp.*.i.${name}.>", "zocp.*.p.>", "zocp.*.q.>", "zocp.*.r.${name}.>"]
      }
    }`,
  );
  const text = `# ZOCP on NATS: nats-server -c nats.conf
listen: "0.0.0.0:4222"

# Who is between the nodes and this server reads everything, unless this stands here, and nodes say nats+tls://:
# tls { cert_file: "/etc/nats/cert.pem", key_file: "/etc/nats/key.pem" }

authorization {
  users: [
${entries.join("\n")}
  ]
}
`;
  return [{ name: "nats.conf", text }];
}

function mosquittoConfig(users: readonly BrokerUser[], folder: string): readonly ConfigFile[] {
  const text = `# ZOCP on Mosquitto 2: mosquitto -c mosquitto.conf
listener 1883
allow_anonymous false
password_file ${join(folder, "passwords")}
acl_file ${join(folder, "permissions")}
# Without it each value waits up to 88 ms for the one before.
set_tcp_nodelay true
# Nodes say again what they are; an old record would only be in the way.
persistence false

# Who is between the nodes and this server reads everything, unless these stand under the listener, and nodes say mqtts://:
# certfile /etc/mosquitto/cert.pem
# keyfile /etc/mosquitto/key.pem
`;
  const permissions = `# %u is the user: nobody sends in the name of another, or reads what is sent to another.
pattern write zocp/+/i/+/+/%u/+
pattern read zocp/+/i/%u/#
pattern write zocp/+/p/+/%u/+
pattern read zocp/+/p/#
pattern write zocp/+/b/%u/+
pattern read zocp/+/b/#
`;
  return [
    { name: "mosquitto.conf", text },
    { name: "permissions", text: permissions },
    { name: "passwords", text: users.map((user) => `${user.name}:${hash(user.password)}\n`).join("") },
  ];
}

/** As `mosquitto_passwd` writes it: PBKDF2 with SHA-512. */
function hash(password: string): string {
  const salt = randomBytes(12);
  const key = pbkdf2Sync(password, salt, ITERATIONS, 64, "sha512");
  return `$7$${ITERATIONS}$${salt.toString("base64")}$${key.toString("base64")}`;
}

const USER = /^[A-Za-z0-9_-]{1,64}$/;
const ITERATIONS = 101;
