/**
 * The server's settings by their type, for whoever serves. The table that they follow from is on the floor above:
 * this is the one place that looks up to it, for the type alone.
 */
export type { Config } from "../cli/flags.ts";
