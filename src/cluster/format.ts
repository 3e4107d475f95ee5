/**
 * The newest format of records that this version writes, rooms' and nodes' alike. Nodes write the lowest of all that
 * live, and read every one up to their own [C18].
 */
export const FORMAT = 1;
