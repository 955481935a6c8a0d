// The list of conversations, page by page, newest first.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as api from '../api/client';

const PAGE = 60;
const POLL_MS = 60_000;

export const foldersQuery = queryOptions({ queryKey: ['folders'], queryFn: api.folders });

const listQuery = (archived: boolean) => infiniteQueryOptions({
  queryKey: ['conversations', archived],
  queryFn: ({ pageParam }) => api.conversations(pageParam, PAGE, archived),
  initialPageParam: undefined as number | undefined,
  getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.updated_ms),
  refetchInterval: POLL_MS,
});

export const conversationsQuery = listQuery(false);
export const archivedQuery = listQuery(true);
