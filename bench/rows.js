// Every row, in the order of the table.
import { bigValues } from "./rows/big-values.js";
import { broker } from "./rows/broker.js";
import { brokerCrowd } from "./rows/broker-crowd.js";
import { burst } from "./rows/burst.js";
import { clock } from "./rows/clock.js";
import { curve } from "./rows/curve.js";
import { detection } from "./rows/detection.js";
import { discovery } from "./rows/discovery.js";
import { fades } from "./rows/fades.js";
import { falseAlarms } from "./rows/false-alarms.js";
import { fanIn } from "./rows/fan-in.js";
import { fanOut } from "./rows/fan-out.js";
import { floods } from "./rows/floods.js";
import { gatewayFloods } from "./rows/gateway-floods.js";
import { idle } from "./rows/idle.js";
import { lateJoiner } from "./rows/late-joiner.js";
import { maps } from "./rows/maps.js";
import { mesh } from "./rows/mesh.js";
import { osc } from "./rows/osc.js";
import { recording } from "./rows/recording.js";
import { roundTrip } from "./rows/round-trip.js";
import { scale } from "./rows/scale.js";
import { showFile } from "./rows/show-file.js";
import { signals } from "./rows/signals.js";
import { slowConsumer } from "./rows/slow-consumer.js";
import { list, startUp } from "./rows/start-up.js";

/** @type {readonly import("./harness/row.js").Row[]} */
export const rows = [
  signals,
  maps,
  roundTrip,
  curve,
  fanOut,
  fanIn,
  burst,
  slowConsumer,
  discovery,
  lateJoiner,
  showFile,
  detection,
  falseAlarms,
  bigValues,
  fades,
  recording,
  osc,
  clock,
  floods,
  gatewayFloods,
  idle,
  startUp,
  list,
  mesh,
  scale,
  broker,
  brokerCrowd,
];
