import type { Settings } from "../server/settings.ts";

/** The server's settings, read once at start from flags and environment, and passed down unchanged. */
export interface Config extends Settings {
  /** How long closing connections may be spread over, and rooms may take to end, when the server stops. */
  readonly drain_timeout_ms: number;
  readonly log_format: "text" | "json";
  readonly log_level: "debug" | "info" | "warn" | "error";
}
