/**
 * The type of the server's settings. It is derived from the table in src/cli, a higher layer: only this module imports
 * from there, and only the type.
 */
export type { Config } from "../cli/flags.ts";
