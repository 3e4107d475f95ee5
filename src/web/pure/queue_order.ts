/** The queue in another order. Pure. */

/** With the item at `index` moved by `by` places; as it was where there is no such place. */
export function move<Item>(items: readonly Item[], index: number, by: number): readonly Item[] {
  const item = items[index];
  const to = index + by;
  if (item === undefined || to < 0 || to >= items.length) return items;
  const others = without(items, index);
  return [...others.slice(0, to), item, ...others.slice(to)];
}

export function without<Item>(items: readonly Item[], index: number): readonly Item[] {
  return items.filter((_, at) => at !== index);
}
