/** The messages between a node's main thread and its workers about the cluster. Plain data. */

/** How often workers are sent the totals of the other nodes, and look after their rooms, in milliseconds. */
export const OTHERS_EVERY_MS = 1_000;

/** How the cluster is reached. The files have been read. */
export interface ClusterAddress {
  readonly servers: readonly string[];
  readonly cluster: string;
  readonly creds?: string;
  readonly ca?: string;
  readonly streams: number;
  readonly replicas: number | null;
}

/** One whose streams main has made or checked. */
export interface CheckedAddress extends ClusterAddress {
  readonly replicas: number;
}

/** What a worker is given at its start. */
export interface WorkerClusterSetup {
  /** Of this node. */
  readonly incarnation: string;
  /** Names this incarnation of the worker: the node's incarnation, the worker's number, its epoch. */
  readonly workerId: string;
  readonly lease: SharedArrayBuffer;
  readonly address: CheckedAddress;
}

export type ToWorkerCluster =
  /** `at`: the worker's clock in its hello; `main`: main's when it answered. */
  | { readonly kind: "clock"; readonly at: number; readonly main: number }
  /** Shards that are this worker's now. */
  | { readonly kind: "owned"; readonly shards: readonly number[] }
  | { readonly kind: "give_up"; readonly shard: number }
  | {
    readonly kind: "owners";
    readonly changes: readonly (readonly [shard: number, incarnation: string | null])[];
  }
  | {
    readonly kind: "node_up";
    readonly incarnation: string;
    readonly workerIds: readonly string[];
  }
  | { readonly kind: "node_lost"; readonly incarnation: string }
  /** [C20] */
  | { readonly kind: "out_of_reach"; readonly is: boolean }
  /** Every `OTHERS_EVERY_MS`: rooms of other nodes [C22], and the format to write records in [C18]. */
  | { readonly kind: "others"; readonly rooms: number; readonly format: number };

export type FromWorkerCluster =
  | { readonly kind: "hello"; readonly at: number }
  /** All rooms of a shard are here: so many came with it. */
  | { readonly kind: "adopted"; readonly shard: number; readonly rooms: number }
  | { readonly kind: "gave_up"; readonly shard: number }
  /** [C18] A room of it is of a newer version: a node that can read it has to serve this shard. */
  | { readonly kind: "too_new"; readonly shard: number }
  /** Whether NATS answers this worker, where that has changed [C20]. */
  | { readonly kind: "reach"; readonly is: boolean }
  /** Whether rooms have stopped because NATS refuses their commits, where that has changed [C20]. */
  | { readonly kind: "stopped"; readonly are: boolean };
