export { editDistance, hint, nearNames } from "../../arguments/suggest.ts";
