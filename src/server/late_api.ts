/** The API, loaded when a program first asks: most servers have none [A3]. */
import type { Api, ApiOptions } from "../api/api.ts";

/** The API with these options; its modules are loaded once. */
export function lateApi(options: ApiOptions): Api {
  let loading: Promise<Api> | null = null;
  return async (request, about) => {
    const api = await (loading ??= load(options));
    return await api(request, about);
  };
}

async function load(options: ApiOptions): Promise<Api> {
  const { createApi } = await import("../api/api.ts");
  return createApi(options);
}
