/** A bug on purpose, in the program that it is loaded before: the lease is never over [C7]. */
import { Lease } from "../../../../src/cluster/lease.ts";

Object.defineProperty(Lease.prototype, "isGood", { get: () => true });
