// A reporter for vitest: writes what each test gave into the file that ZOCP_REPORT names, for tools/tests.js.
import { writeFileSync } from "node:fs";

/** @import { Report, Result } from "./tests.js" */

export default class {
  /**
   * @param {readonly import("vitest/node").TestModule[]} files
   * @param {readonly { message: string }[]} errors what no test caught
   * @param {string} reason why the run ended
   */
  onTestRunEnd(files, errors, reason) {
    if (process.env.ZOCP_REPORT === undefined) return;
    const results = files.flatMap(resultsOf);
    const uncaught = errors.map(({ message }) => message);
    /** @type {Report} */
    const report = { results, uncaught, whole: reason !== "interrupted" };
    writeFileSync(process.env.ZOCP_REPORT, JSON.stringify(report));
  }
}

/** @param {import("vitest/node").TestModule} file @returns {Result[]} */
function resultsOf(file) {
  const of = file.moduleId;
  const tests = [...file.children.allTests()].map((test) => ({
    id: test.id,
    file: of,
    name: test.fullName,
    state: stateOf(test.result().state),
  }));
  // A file that cannot be loaded has no tests that could fail, and neither does one whose hooks fail.
  const broken = file.state() === "failed" && !tests.some(({ state }) => state === "failed");
  return broken ? [...tests, { id: of, file: of, name: "(the file itself)", state: "failed" }] : tests;
}

/** @param {string} state @returns {Result["state"]} */
function stateOf(state) {
  // One that never ended has not passed.
  return state === "passed" || state === "skipped" ? state : "failed";
}
