/** What a worker needs to know to serve; the same for every worker of a process, and never changed. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Where main serves metrics and health; null: nowhere but on `port`. */
  readonly admin_port: number | null;
  /** Threads that serve, 1 to 16; 1 starts no thread. */
  readonly workers: number;
  readonly max_room_capacity: number;
  /** In all workers together; 0: no limit, as for each limit below. */
  readonly max_rooms: number;
  readonly max_connections: number;
  readonly max_connections_per_ip: number;
  /** Messages a second that a connection may sustain; a burst may have three times as many. */
  readonly message_rate: number;
  /** Take a client's address from X-Forwarded-For. */
  readonly trust_proxy: boolean;
  /** Origins that may connect; none: any. */
  readonly allowed_origins: readonly string[];
  readonly v1_idle_timeout_ms: number;
  readonly room_idle_ms: number;
  /** How long an away v2 member's seat is kept; and how long a room waits for an away v2 admin, at most that long. */
  readonly resume_grace_ms: number;
  readonly admin_grace_ms: number;
}
