// The server's models; asked for more often while one is being loaded.
import { queryOptions } from '@tanstack/react-query';
import * as api from '../api/client';
import type { ModelResource } from '../api/types';

const LOADING_MS = 1000;
const QUIET_MS = 30_000;

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: api.models,
  refetchInterval: ({ state }) =>
    state.data?.some((m) => m.state === 'loading') ? LOADING_MS : QUIET_MS,
});

export const currentModel = (
  models: ModelResource[] | undefined, wanted: string,
): ModelResource | undefined => models?.find((m) => m.name === wanted) ?? models?.[0];
