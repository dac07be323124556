// What judges implementations of ZOCP in any language: `zocp conform`. It knows nothing of ours, so that it cannot share a mistake.

export { type Case, LEVELS } from "./conformance/case.ts";
export { CASES } from "./conformance/cases/cases.ts";
export { type Candidate, examineCandidate, type Verdict } from "./conformance/kit.ts";
export { readEndpoint, Subject } from "./conformance/subject.ts";
