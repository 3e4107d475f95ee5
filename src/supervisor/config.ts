import type { Settings } from "../server/settings.ts";
import type { DataSync } from "../store/sqlite_file.ts";

/** The server's settings, read once at start from flags and environment, and passed down unchanged. */
export interface Config extends Settings {
  /** Where main listens for those who watch it, with `admin_port`. */
  readonly admin_host: string;
  /** Files in PEM: a certificate with its chain, and its key; null: no TLS. Both or none. */
  readonly tls_cert: string | null;
  readonly tls_key: string | null;
  /** How long closing connections may be spread over, and rooms may take to end, when the server stops. */
  readonly drain_timeout_ms: number;
  /** The directory that rooms and results are kept in; null: nowhere. */
  readonly data: string | null;
  readonly data_sync: DataSync;
  /** How long results are kept after their session, in milliseconds; 0: for ever. */
  readonly results_keep_ms: number;
  readonly log_format: "text" | "json";
  readonly log_level: "debug" | "info" | "warn" | "error";
}
